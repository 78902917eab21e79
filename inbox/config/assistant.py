"""The settings of assistants: how much may be kept, and an endpoint that words answers."""

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from inbox.config.addresses import ADDRESSES, leads_somewhere


class AssistantSettings(BaseModel):
    """What assistants may be told, and who words what they say."""

    assistant_name_max: int = Field(40, ge=1, le=60)
    """Characters in the name of an assistant."""
    faq_max: int = Field(50, ge=1, le=500)
    """Questions and answers that a freelancer may have for the assistant."""
    faq_question_max: int = Field(200, ge=1, le=300)
    """Characters in such a question."""
    faq_answer_max: int = Field(1000, ge=1, le=5000)
    """Characters in such an answer."""
    intake_max: int = Field(5, ge=0, le=20)
    """Questions that an assistant may ask a new client."""
    intake_question_max: int = Field(200, ge=1, le=1000)
    """Characters in such a question."""
    triggers_max: int = Field(20, ge=0, le=200)
    """Words that may hand a conversation over to the freelancer."""
    assistant_answers_max: int = Field(5, ge=1, le=50)
    """Answers that an assistant gives in one conversation before it hands over."""
    trigger_max: int = Field(60, ge=1, le=200)
    """Characters in such a word, or words."""

    assistant_url: str = ""
    """An endpoint as that of OpenAI, such as https://api.openai.com/v1, that finds and words answers; it is sent what
    clients ask and what their freelancer wrote. Unset: nothing leaves this server, and answers are quotes."""
    assistant_key: str = Field("", max_length=400)
    """Key for that endpoint, where it asks for one."""
    assistant_model: str = Field("", max_length=100)
    """The model that it is asked for; needed with assistant_url."""
    assistant_seconds: float = Field(10.0, gt=0, le=15)
    """Seconds that it has for an answer; then the built-in one is given."""

    @field_validator("assistant_url")
    @classmethod
    def _is_where_it_answers(cls, value: str, info: ValidationInfo) -> str:
        if value and not leads_somewhere(value, *ADDRESSES[info.field_name]):
            raise ValueError(f"is not an address such as {ADDRESSES[info.field_name][1]}")
        return value.rstrip("/")
