"""Networks that answer clicks: a pair of ONNX files of the person's own, run in a process of its own."""
