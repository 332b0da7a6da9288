from questions.models.answer_set import AnswerSet
from questions.models.form import Form, Question

__all__ = ["AnswerSet", "Form", "Question"]
