"""The models, one module each, behind scikit-learn's contract."""
