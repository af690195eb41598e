"""What is learnt and predicted. Imports nothing of ours: the window reads its messages without torch.

What is set here has to be set before torch loads OpenMP's library.
"""

import os

# Threads that wait for each other in a busy loop make a training ten times slower (measured: 1.8 s a step, not 0.2 s)
# as soon as anything else wants a core, be it the window or another program; asleep they cost nothing.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
