"""What is told of a person whose invariants are violated."""

from chaos.evidence import Fault
from chaos.timeline import timeline
from history import Story


def test_everything_is_told_in_order_and_no_secret_whole():
    story = Story()
    story.evidence.faults += [Fault("kill", 1001.0, 1001.1, "1 mail(s) under way"), Fault("disk", 5000.0, 5001.0)]
    _, _, flow = story.recover("kim")
    code = story.last_code
    for _ in range(5):
        story.set_password("kim", code, "Changed-0123456789", status=503)
    story.set_password("kim", code, "Changed-9876543210", flow=flow)
    lines = timeline(story.evidence, "kim")
    assert [float(line.split()[0]) for line in lines] == sorted(float(line.split()[0]) for line in lines)
    text = "\n".join(lines)
    for part in ("FAULT kill", "recover → 202", "arrived", "resolved: queued", "503", "4 times more", "→ 200"):
        assert part in text, text
    assert "FAULT disk" not in text, "it was long after"
    assert code not in text and "Changed-0123456789" not in text
