"""Sysctls by name, with a sentence each."""

from netui.model.sysctl import GENERAL, explain, link_sysctl
from netui.sources.sysctls import read_sysctls
from netui.text import Name


def test_every_sysctl_that_is_read_is_explained_in_one_sentence() -> None:
    told = read_sysctls([Name(b"lo")])
    assert "net.ipv4.ip_forward" in told
    for name in (*told, *GENERAL):
        sentence = explain(name)
        assert sentence.endswith(".") and sentence.count(". ") == 0, name


def test_a_dot_in_a_links_name_is_no_separator() -> None:
    name = link_sysctl("ipv4", "eth0.100", "rp_filter")
    assert name == "net.ipv4.conf.eth0/100.rp_filter"
    assert explain(name) == explain("net.ipv4.conf.all.rp_filter") != ""


def test_the_unknown_is_not_explained() -> None:
    assert explain("net.ipv4.conf.lo.nothing") == explain("kernel.hostname") == explain("") == ""


def test_a_link_that_is_not_there_is_left_out() -> None:
    assert not any("nothere" in name for name in read_sysctls([Name(b"nothere")]))
