# Word vectors: a lookup, gradients for the rows that were asked for, and a bag of words.
import torch
import torch.nn as nn

word_to_ix = {"hello": 0, "world": 1, "again": 2}
embeds = nn.Embedding(3, 5)
embeds.weight.data.copy_(torch.arange(15.0).view(3, 5) / 10)
lookup_tensor = torch.tensor([word_to_ix["hello"]], dtype=torch.long)
hello_embed = embeds(lookup_tensor)
print(hello_embed)
text = "hello world hello".split()
ids = torch.tensor([word_to_ix[w] for w in text])
embeds(ids).sum().backward()
print(embeds.weight.grad)
print(embeds)


def make_bow_vector(sentence, word_to_ix):
    vec = torch.zeros(len(word_to_ix))
    for word in sentence:
        vec[word_to_ix[word]] += 1
    return vec.view(1, -1)


bow = make_bow_vector(text, word_to_ix)
print(bow)
print(nn.functional.one_hot(ids, num_classes=3))
cos = nn.CosineSimilarity(dim=1)
print(cos(embeds.weight[:1], embeds.weight[1:]))

CONTEXT = 2
sentence = "we are about to study the idea of a process".split()
ngrams = [([sentence[i - j - 1] for j in range(CONTEXT)], sentence[i]) for i in range(CONTEXT, len(sentence))]
print(ngrams[:2])
vocab = sorted(set(sentence))
print(len(vocab), vocab[0])
