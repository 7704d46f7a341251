"""Makes sklearn.csv (truth and prediction, row by row) and sklearn.json (what
scikit-learn says of them). Run it here: python3 make_sklearn.py

The truth is as rare as a game log's: class 0 in nine rows of ten, class 3 in
four rows, class 4 never; class 5 is in the truth and never predicted, class 4
is predicted and never true.
"""
import csv
import json
import random

import sklearn
from sklearn import metrics

CLASSES = 6
draw = random.Random(20260101)
truth = draw.choices(range(CLASSES), [880, 60, 35, 0, 0, 25], k=696) + [3] * 4
draw.shuffle(truth)
predicted = []
for t in truth:
    if draw.random() < 0.55 and t not in (4, 5):
        predicted.append(t)
    else:
        predicted.append(draw.choices(range(CLASSES), [850, 60, 50, 10, 30, 0])[0])

with open("sklearn.csv", "w", newline="") as f:
    rows = csv.writer(f, lineterminator="\n")
    rows.writerow(["truth", "predicted"])
    rows.writerows(zip(truth, predicted))

labels = list(range(CLASSES))
present = sorted(set(truth) | set(predicted))
skills = [c for c in present if c != 0]
acts = [t != 0 for t in truth]
acted = [p != 0 for p in predicted]
want = {
    "frame_accuracy": metrics.accuracy_score(truth, predicted),
    "balanced_accuracy": sum(metrics.recall_score(truth, predicted, labels=sorted(set(truth)), average=None)) / len(set(truth)),
    "macro_f1": metrics.f1_score(truth, predicted, labels=present, average="macro", zero_division=0),
    "skill_macro_f1": metrics.f1_score(truth, predicted, labels=skills, average="macro", zero_division=0),
    "mcc": metrics.matthews_corrcoef(truth, predicted),
    "kappa": metrics.cohen_kappa_score(truth, predicted),
    "youden_j": metrics.balanced_accuracy_score(acts, acted, adjusted=True),
    "confusion": metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
}
shown = metrics.balanced_accuracy_score(truth, predicted)  # it leaves out classes that are never true
assert abs(shown - want["balanced_accuracy"]) < 1e-15, (shown, want["balanced_accuracy"])
with open("sklearn.json", "w") as f:
    json.dump({"scikit-learn": sklearn.__version__, "rows": len(truth), "classes": CLASSES, "want": want}, f, indent=1)
    f.write("\n")
