"""Demo content: the ground floor's own, then what the upper floors registered (`registries.demo_parts`)."""
