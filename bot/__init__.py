"""Sportello."""
