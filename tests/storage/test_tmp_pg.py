import time
def test_a(postgres_url, postgres_template):
    from tests.servers.postgres import _execute
    for i in range(4):
        t=time.perf_counter(); _execute(postgres_url, f"CREATE DATABASE a{i} TEMPLATE migrated"); a=time.perf_counter(); _execute(postgres_url, f"DROP DATABASE a{i} WITH (FORCE)"); print("create", a-t, "drop", time.perf_counter()-a)
        t=time.perf_counter(); _execute(postgres_url, f"CREATE DATABASE b{i} TEMPLATE migrated STRATEGY file_copy"); a=time.perf_counter(); _execute(postgres_url, f"DROP DATABASE b{i} WITH (FORCE)"); print("create fc", a-t, "drop", time.perf_counter()-a)
