"""The pages, one module per face: a route asks an action and shows the view it answers."""
