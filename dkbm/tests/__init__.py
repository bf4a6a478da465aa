"""Tests of the ground floor, of what is composed on it, and of the whole in the browser."""
