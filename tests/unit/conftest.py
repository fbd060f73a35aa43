"""For tests by hypothesis: a busy machine is no failure."""

from hypothesis import HealthCheck, settings

settings.register_profile("netui", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("netui")
