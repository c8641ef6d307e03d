"""How the images of this site are drawn; ``draw_images.py`` says which."""
