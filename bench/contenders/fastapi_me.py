"""The tutorial's API: FastAPI, a bearer token checked with the provider's key, `GET /me`. One worker on uvloop."""

import json
import os
from typing import Annotated
from urllib.request import urlopen

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel

ISSUER = os.environ["OIDC_ISSUER"]
with urlopen(f"{ISSUER}/protocol/openid-connect/certs") as response:
    KEY = jwt.PyJWK(json.load(response)["keys"][0]).key

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl=f"{ISSUER}/protocol/openid-connect/token")


class User(BaseModel):
    id: str
    username: str
    name: str
    email: str


async def current_user(token: Annotated[str, Depends(bearer)]) -> User:
    try:
        claims = jwt.decode(token, KEY, algorithms=["RS256"], audience="account", issuer=ISSUER)
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, "Token is malformed", {"WWW-Authenticate": "Bearer"}) from error
    return User(
        id=claims["sub"], username=claims["preferred_username"], name=claims["name"], email=claims["email"]
    )


@app.get("/me")
async def me(user: Annotated[User, Depends(current_user)]) -> User:
    return user


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), loop="uvloop", http="httptools", log_level="warning", access_log=False)
