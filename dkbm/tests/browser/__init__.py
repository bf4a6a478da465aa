"""The portal as people use it: a started server and worker, a real browser."""
