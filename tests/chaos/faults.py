"""What the upstream does wrong, at random: about one request of six."""
import asyncio

# Half of somebody else's answer. A whole one that arrives while a request leaves cannot be told from the true answer
# (docs/ledger.md); that one which lies there before is not taken is shown in tests/integration.
HALF = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Le"

KINDS = (
    {"close": "on_first_byte"},
    {"close": "after_headers"},
    {"close": "after_request"},
    {"close": "after_request", "accept": False},
    {"close": "after_request", "reused": True},
    {"close": "mid_response"},
    {"close": "after_request", "reset": True},
    {"status": 500, "text": "Server Error", "accept": True},
    {"status": 500, "text": "Server Error"},
    {"status": 503, "text": ""},
    {"status": 429, "text": "", "headers": {"Retry-After": "1"}},
    {"status": 403, "text": "{}"},
    {"body": "206_validation_context"},
    {"edit": "truncated"},
    {"edit": "invalid"},
    {"edit": "without_run_id"},
    {"status_form": "map"},
    {"delay_ms": 300},
    {"delay_ms": 1500},
    {"delay_ms": 800, "close": "after_request"},
    {"close": "after_request", "reset": True, "reused": True},
    {"stray": HALF},
    {"stray": HALF, "stray_delay_ms": 5},
    {"stray": HALF, "stray_delay_ms": 50},
    {"stray": "no HTTP at all\r\n\r\n"},
    {"endless_trailers": True},
)


async def script_at_random(sandbox, random, over):
    """Until it is over: keeps a few faults waiting."""
    while not over.is_set():
        wanted = random.randint(1, 10)
        await asyncio.to_thread(sandbox.script_all, [random.choice(KINDS) for _ in range(wanted)])
        if random.random() < 0.1:
            await asyncio.to_thread(sandbox.close_idle)
        await asyncio.sleep(random.uniform(0.02, 0.12))
        while await asyncio.to_thread(lambda: sandbox.book()["faults_left"]) > 30 and not over.is_set():
            await asyncio.sleep(0.05)
