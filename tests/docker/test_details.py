"""The details of containers and networks, followed live."""

from netui.core.eventlog import EventLog
from netui.ui.details import detail, interest
from netui.ui.document import lay_out
from netui.ui.subject import Subject, a_container, a_network
from netui.ui.view import View
from tests.docker.conftest import Lab


def told(lab: Lab, history: EventLog, subject: Subject, title: str) -> str:
    """A tab as text; what it needs is kept read, as while somebody looks."""
    view = View(lab.snapshot, eventlog=history)
    lab.host.watch(interest(view, subject, title))
    lines = lay_out(detail(view, subject, title).lines, 200)
    return "\n".join("".join(span.text for span in line.spans) for line in lines)


def test_a_published_port_is_followed_while_its_tab_is_looked_at(lab: Lab) -> None:
    history = EventLog(lab.host)
    lab.run("web", "httpd -f -p 80 -h /www", ports=[80], port_bindings={80: ("127.0.0.1", 18080)})
    web = lab.settled("web")
    subject = a_container(web.id)
    text = lab.until(lambda: one if "httpd" in (one := told(lab, history, subject, "Published")) else None, 15)
    row = next(line for line in text.splitlines() if "127.0.0.1:18080" in line)
    address = lab.inspect("web")["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    assert f"{address}:80/tcp" in row and "DNAT" in row and "exact" in row
    assert "--dport 18080 -j DNAT" in text
    network = a_network(web.endpoints[0].network_id)
    rules = lab.until(lambda: one if "docker0" in (one := told(lab, history, network, "Firewall")) else None, 15)
    assert "MASQUERADE" in rules
    assert "web" in told(lab, history, network, "Members") and address in told(lab, history, network, "Members")


def test_what_docker_does_to_a_container_is_in_its_events(lab: Lab) -> None:
    history = EventLog(lab.host)
    lab.until(lab.host.complete.is_set, 15)
    lab.run("web")
    web = lab.settled("web")
    network = a_network(web.endpoints[0].network_id)
    lab.engine.client.api.stop(web.id, timeout=1)
    text = lab.until(
        lambda: one if "exited" in (one := told(lab, history, a_container(web.id), "Events")) else None, 15
    )
    assert "state running → exited" in text and "container web" in text and "added" in text
    assert "container web" in told(lab, history, network, "Events")
