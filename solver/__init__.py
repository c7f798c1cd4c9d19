"""The solver says where a visit fits, what it truly costs, and which plan is best."""
