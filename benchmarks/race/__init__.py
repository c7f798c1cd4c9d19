"""Many customers at one door: servers, clients that write down what they were told, a judge, and a careless server."""
