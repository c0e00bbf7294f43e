"""Who asks: tokens are stateless, and the User DB is asked about each of them."""

from __future__ import annotations

import time
from typing import Annotated

import jwt
from fastapi import APIRouter, Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.platform import passwords
from sandbox.platform.backend.services import Here
from sandbox.platform.models import Role, User

ALGORITHM = "HS256"
LIVES = {"access": 24 * 3600, "refresh": 7 * 24 * 3600}  # seconds

router = APIRouter(prefix="/auth", tags=["auth"])
bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/login")


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: str


class Me(BaseModel):
    id: int
    email: str
    full_name: str | None
    role: Role
    is_active: bool


async def current_user(token: Annotated[str, Depends(bearer)], here: Here) -> User:
    """404 for a user whom the database does not have, as when both URLs are swapped."""
    try:
        claims = jwt.decode(token, here.settings.secret, algorithms=[ALGORITHM])
    except jwt.InvalidTokenError as error:
        raise _unauthorized("Could not validate credentials") from error
    if claims.get("type") != "access":
        raise _unauthorized("Could not validate credentials")
    email = str(claims["sub"])
    user = await here.in_users(lambda session: _user(session, email))
    if user is None:
        raise HTTPException(404, "User not found")
    if not user.is_active:
        raise HTTPException(403, "Inactive user")
    return user


CurrentUser = Annotated[User, Depends(current_user)]


@router.post("/login")
async def login(form: Annotated[OAuth2PasswordRequestForm, Depends()], here: Here) -> Tokens:
    """The e-mail is the form's `username`."""
    user = await here.in_users(lambda session: _user(session, form.username))
    if user is None or not passwords.matches(form.password, user.hashed_password):
        raise _unauthorized("Incorrect email or password")
    access, refresh = (_token(user.email, kind, here.settings.secret) for kind in LIVES)
    return Tokens(access_token=access, refresh_token=refresh, token_type="bearer")


@router.get("/me")
async def me(user: CurrentUser) -> Me:
    return Me.model_validate(user, from_attributes=True)


def _user(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def _token(email: str, kind: str, secret: str) -> str:
    claims = {"sub": email, "type": kind, "exp": int(time.time()) + LIVES[kind]}
    return jwt.encode(claims, secret, algorithm=ALGORITHM)


def _unauthorized(detail: str) -> HTTPException:
    return HTTPException(401, detail, headers={"WWW-Authenticate": "Bearer"})
