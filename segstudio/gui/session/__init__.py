"""The learner seen from the window: trainings, predictions, scores, feature maps. Imports no QtWidgets."""
