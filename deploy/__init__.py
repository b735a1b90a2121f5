"""How Khéo is started, watched and measured; the only package that imports services."""
