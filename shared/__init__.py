"""What every service stands on: five rooms, and no hallway to leave things in.

kernel      words that mean the same to everyone; pure.
events      the published language: every message that crosses a service boundary.
chassis     the machinery under each service: database, outbox, inbox, HTTP, delivery.
federation  how nodes are joined: streams, links, continuity.
portal      the look of every page.
testing     real servers, builders and probes for the test suite; never imported by a service.
"""
