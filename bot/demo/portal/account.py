"""What a client is told of one simulated portal: where it answers, the application and the technical account it takes."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Where the API and its tokens are, and who may ask."""

    url: str
    token_url: str
    client_id: str
    client_secret: str
    login: str
    password: str

    def settings(self, **secrets: str) -> str:
        """`[organisations.casq.portal]` of guichet.toml, the last table so far: other keys of it may follow.

        `secrets` say where the two secrets lie, as `client_secret_file="secret", password_env="CPRO"`.
        """
        values = {
            "environment": "simulator",
            "base_url": self.url,
            "token_url": self.token_url,
            "client_id": self.client_id,
            "login": self.login,
            **secrets,
        }
        # A string of JSON is one of TOML too.
        lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
        return "[organisations.casq.portal]\n" + "".join(lines)
