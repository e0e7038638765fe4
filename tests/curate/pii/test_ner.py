"""A token-classification model beside the rules: its spans come through, at the right places."""

from __future__ import annotations

import pytest

from newtongue.core.errors import MissingError
from newtongue.curate.pii import Ner, Pii, Span, redacted
from newtongue.curate.pii.ner import WINDOW, marker, windows
from tests.conftest import need_library

pytestmark = pytest.mark.torch
WORDS = ("secretword", "plain", "other")
LABELS = ["O", "KEY", "NAME"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A model of one layer whose weights say: `secretword` is a key, `other` a name."""
    torch = need_library("torch", "train")
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    path = tmp_path_factory.mktemp("ner")
    vocabulary = {word: i for i, word in enumerate(["[UNK]", "[PAD]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", model_max_length=2048
    )
    fast.save_pretrained(path)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        max_position_embeddings=2048,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    )
    model = BertForTokenClassification(config).eval()
    with torch.no_grad():
        for weight in model.bert.encoder.parameters():
            weight.zero_()
        for part in (model.bert.embeddings.position_embeddings, model.classifier):
            part.weight.zero_()
        model.bert.embeddings.token_type_embeddings.weight.zero_()
        for norm in (
            model.bert.encoder.layer[0].attention.output,
            model.bert.encoder.layer[0].output,
        ):
            norm.LayerNorm.weight.fill_(1.0)
        embeddings = model.bert.embeddings.word_embeddings.weight
        embeddings.zero_()
        embeddings[:, 7] = 1.0
        embeddings[vocabulary["secretword"], 0] = 9.0
        embeddings[vocabulary["other"], 1] = 9.0
        model.classifier.bias.copy_(torch.tensor([2.0, 0.0, 0.0]))
        model.classifier.weight[1, 0] = 3.0
        model.classifier.weight[2, 1] = 3.0
    model.save_pretrained(path)
    return str(path)


def test_spans_come_through(folder):
    find = marker(Ner(model=folder))
    text = "plain  secretword plain\nother secretword\n"
    assert find(text, "") == [Span(7, 17, "key"), Span(30, 40, "key")]


def test_places_are_right_behind_many_windows(folder):
    text = "plain é\n" * WINDOW + "x secretword\n"
    at = text.index("secretword")
    assert marker(Ner(model=folder))(text, "") == [Span(at, at + 10, "key")]


def test_labels_and_threshold(folder):
    text = "other secretword"
    named = Ner(model=folder, labels={"name": "username"})
    assert marker(named)(text, "") == [Span(0, 5, "username")]
    assert marker(Ner(model=folder, threshold=0.9999))(text, "") == []


def test_beside_the_rules(folder):
    text = "secretword = 'jan@bedrijf.nl'\n"
    made = redacted(text, Pii(ner=Ner(model=folder)))
    assert "secretword" not in made
    assert "jan" not in made
    assert "secretword" in redacted(text, Pii())


def test_windows_cover_a_text():
    text = "line of code\n" * 400 + "x" * 4000 + "\n" + "end"
    parts = windows(text)
    assert "".join(text[start:end] for start, end in parts) == text
    assert max(end - start for start, end in parts) <= WINDOW
    assert windows("") == []


def test_a_model_that_is_not_there(tmp_path):
    need_library("transformers", "train")
    with pytest.raises(MissingError, match="no model for personal data at"):
        marker(Ner(model=str(tmp_path / "none")))
