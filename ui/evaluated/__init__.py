"""What the pages on one run's answers share: its figures, its matrix, its images."""
