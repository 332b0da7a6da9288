from questions.models.answer_set import AnswerFile, AnswerSet
from questions.models.form import Form, Question

__all__ = ["AnswerFile", "AnswerSet", "Form", "Question"]
