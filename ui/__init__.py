"""What the pages share: figures, cached loaders, pickers and the gallery."""
