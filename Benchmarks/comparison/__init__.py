"""Sojourn measured beside other engines: same data, same questions, answers compared."""
