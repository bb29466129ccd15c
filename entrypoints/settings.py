"""What the environment says, read once. ``.env.example`` has a line for each name."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.texts import Locale, say


class Settings(BaseSettings):
    """An empty value counts as unset, so that the example can be copied as it is.

    Raises pydantic's ValidationError with the name of the setting that cannot be used; where the
    error is of our own, its type is the key of a sentence.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    data: Path = Field(default=Path("var"), validation_alias="STAKAZO_DATA")
    host: str = Field(default="127.0.0.1", validation_alias="STAKAZO_HOST")
    port: int = Field(default=8000, validation_alias="STAKAZO_PORT", ge=0, le=65535)
    admin_email: str = Field(default="admin@stakazo.local", validation_alias="STAKAZO_ADMIN_EMAIL")
    admin_password: SecretStr | None = Field(
        default=None, validation_alias="STAKAZO_ADMIN_PASSWORD"
    )
    locale: Locale = Field(default=Locale.EN, validation_alias="STAKAZO_LOCALE")
    timezone: str = Field(default="UTC", validation_alias="STAKAZO_TIMEZONE")
    secret_keys: SecretStr | None = Field(default=None, validation_alias="STAKAZO_SECRET_KEYS")
    public_url: str | None = Field(default=None, validation_alias="STAKAZO_PUBLIC_URL")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), validation_alias="STAKAZO_CORS_ORIGINS"
    )
    log: str | None = Field(default=None, validation_alias="STAKAZO_LOG", pattern="^(json|human)$")
    concurrency: int = Field(default=8, validation_alias="STAKAZO_CONCURRENCY", ge=1, le=64)
    rehearsal_host: str = Field(default="127.0.0.1", validation_alias="STAKAZO_REHEARSAL_HOST")
    rehearsal_port: int = Field(
        default=0, validation_alias="STAKAZO_REHEARSAL_PORT", ge=0, le=65535
    )
    rehearsal_url: str | None = Field(default=None, validation_alias="STAKAZO_REHEARSAL_URL")
    rehearsal_callback_url: str | None = Field(
        default=None, validation_alias="STAKAZO_REHEARSAL_CALLBACK_URL", pattern="^https?://"
    )

    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    storage_url: str | None = Field(default=None, validation_alias="STORAGE_URL", pattern="^file:")

    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    openai_model: str = Field(default="gpt-5.5", validation_alias="OPENAI_MODEL")
    google_api_key: SecretStr | None = Field(default=None, validation_alias="GOOGLE_API_KEY")
    google_base_url: str | None = Field(default=None, validation_alias="GOOGLE_BASE_URL")
    google_model: str = Field(default="gemini-3.5-flash", validation_alias="GOOGLE_MODEL")
    llm_primary: Literal["openai", "google"] = Field(
        default="openai", validation_alias="LLM_PRIMARY"
    )

    transcriber: Literal["auto", "openai", "whisper", "none"] = Field(
        default="auto", validation_alias="STAKAZO_TRANSCRIBER"
    )
    openai_transcription_model: str = Field(
        default="whisper-1", validation_alias="OPENAI_TRANSCRIPTION_MODEL"
    )
    whisper_model: str = Field(default="small", validation_alias="STAKAZO_WHISPER_MODEL")

    instagram_app_id: str | None = Field(default=None, validation_alias="INSTAGRAM_APP_ID")
    instagram_app_secret: SecretStr | None = Field(
        default=None, validation_alias="INSTAGRAM_APP_SECRET"
    )
    instagram_graph_url: str | None = Field(default=None, validation_alias="INSTAGRAM_GRAPH_URL")
    instagram_oauth_url: str | None = Field(default=None, validation_alias="INSTAGRAM_OAUTH_URL")
    instagram_rupload_url: str | None = Field(
        default=None, validation_alias="INSTAGRAM_RUPLOAD_URL"
    )
    facebook_graph_url: str | None = Field(default=None, validation_alias="FACEBOOK_GRAPH_URL")
    instagram_graph_version: str = Field(
        default="v25.0", validation_alias="INSTAGRAM_GRAPH_VERSION", pattern=r"^v\d+\.\d+$"
    )
    facebook_graph_version: str = Field(
        default="v25.0", validation_alias="FACEBOOK_GRAPH_VERSION", pattern=r"^v\d+\.\d+$"
    )
    tiktok_client_key: str | None = Field(default=None, validation_alias="TIKTOK_CLIENT_KEY")
    tiktok_client_secret: SecretStr | None = Field(
        default=None, validation_alias="TIKTOK_CLIENT_SECRET"
    )
    tiktok_api_url: str | None = Field(default=None, validation_alias="TIKTOK_API_URL")
    tiktok_auth_url: str | None = Field(default=None, validation_alias="TIKTOK_AUTH_URL")
    youtube_client_id: str | None = Field(default=None, validation_alias="YOUTUBE_CLIENT_ID")
    youtube_client_secret: SecretStr | None = Field(
        default=None, validation_alias="YOUTUBE_CLIENT_SECRET"
    )
    youtube_api_url: str | None = Field(default=None, validation_alias="YOUTUBE_API_URL")
    youtube_upload_url: str | None = Field(default=None, validation_alias="YOUTUBE_UPLOAD_URL")
    google_oauth_url: str | None = Field(default=None, validation_alias="GOOGLE_OAUTH_URL")
    google_token_url: str | None = Field(default=None, validation_alias="GOOGLE_TOKEN_URL")

    @field_validator("transcriber")
    @classmethod
    def _can_work(cls, name: str, others: ValidationInfo) -> str:
        if name == "openai" and not has_key(others.data.get("openai_api_key")):
            raise _unusable("settings.openai_key_missing")
        if name == "whisper" and find_spec("faster_whisper") is None:
            raise _unusable("settings.whisper_missing")
        return name

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, KeyError, OSError) as error:
            raise _unusable("settings.timezone_unknown") from error
        return name

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def inbox(self) -> Path:
        return self.data / "inbox"

    @property
    def run_folder(self) -> Path:
        """Where running processes say how they are reached."""
        return self.data / "run"


def has_key(key: SecretStr | None) -> bool:
    return key is not None and bool(key.get_secret_value().strip())


def _unusable(key: str) -> PydanticCustomError:
    """A ValueError would give a message in English only, with "Value error" before it."""
    return PydanticCustomError(key, say(key, Locale.EN))


def bare_environment() -> dict[str, str]:
    """What a child process needs of our environment, and none of our settings."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}
