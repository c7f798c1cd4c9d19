"""Past weeks of a firm are lived again under other rules, so that one can tell what the rules are worth."""
