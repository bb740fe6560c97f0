"""Writes a vocabulary as large as the UMLS Metathesaurus, in its Rich Release Format, from nothing but a seed.

Words are made of syllables and drawn by Zipf's law from a million; names have one to nine words, synonyms share most of
theirs with the preferred name, one in eight is an acronym or a symbol with digits, and one in sixty is shared by two
concepts: the statistics of the real thing as far as a matcher's tables depend on them.

    python3 generate.py FOLDER --concepts 4500000 --names 15000000
"""
import argparse
import itertools
import os
import random

ONSETS = "b c d f g h k l m n p r s t v x z br ch cl cr dr fl gl gr ph pl pr st str th tr".split()
VOWELS = "a e i o u y ae io ou".split()
CODAS = ["", "", "", "n", "r", "s", "l", "m", "t", "x", "c"]
ENDINGS = "itis osis emia oma ine ol ate ide al ic ous ase in um us a ectomy pathy gen cyte".split()
SOURCES = [("SNOMEDCT_US", 5), ("MSH", 3), ("NCI", 3), ("RXNORM", 2), ("MDR", 1), ("ICD10CM", 1), ("NCBI", 4)]
TYPES = [("T047", "Disease or Syndrome"), ("T033", "Finding"), ("T023", "Body Part, Organ, or Organ Component"),
         ("T116", "Amino Acid, Peptide, or Protein"), ("T121", "Pharmacologic Substance"), ("T001", "Organism"),
         ("T061", "Therapeutic or Preventive Procedure"), ("T028", "Gene or Genome"), ("T191", "Neoplastic Process")]
COMMON = ("of the and with in to for by on cell disease protein acid syndrome chronic acute left right upper lower blood "
          "infection virus human type gene receptor disorder injury patient lung heart skin bone brain liver").split()


def vocabulary(random_, count):
    words = dict.fromkeys(COMMON)
    while len(words) < count:
        syllables = random_.choice((1, 2, 2, 3, 3, 4))
        word = "".join(random_.choice(ONSETS) + random_.choice(VOWELS) + random_.choice(CODAS) for _ in range(syllables))
        words[word + random_.choice(ENDINGS) if random_.random() < 0.5 else word] = None
    return list(words)


def generate(folder, concepts, names, word_count, seed):
    random_ = random.Random(seed)
    words = vocabulary(random_, word_count)
    weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(words))))
    sources = [name for name, weight in SOURCES for _ in range(weight)]
    extra = names / concepts - 1
    drawn, used = [], 0

    def draw(count):
        nonlocal drawn, used
        if used + count > len(drawn):
            drawn, used = random_.choices(words, cum_weights=weights, k=2_000_000), 0
        used += count
        return drawn[used - count:used]

    written, previous = 0, "virus"
    with open(os.path.join(folder, "MRCONSO.RRF"), "w") as conso, open(os.path.join(folder, "MRSTY.RRF"), "w") as sty:
        for concept in range(concepts):
            cui = f"C{concept:07d}"
            tui, type_name = TYPES[concept % len(TYPES)]
            sty.write(f"{cui}|{tui}||{type_name}|||\n")
            base = draw(random_.choice((1, 2, 2, 3, 3, 4, 4, 5, 6, 9)))
            synonyms = int(extra) + (random_.random() < extra - int(extra)) if concept < concepts - 1 else names - written - 1
            for index in range(synonyms + 1):
                chance = random_.random()
                if index == 0:
                    name = " ".join(base)
                elif chance < 0.12:
                    name = "".join(word[0] for word in base).upper() + str(random_.randrange(1, 3000))
                elif chance < 0.137:
                    name = previous
                else:
                    changed = list(base)
                    changed[random_.randrange(len(changed))] = draw(1)[0]
                    if chance < 0.5:
                        changed.append(draw(1)[0])
                    elif chance < 0.6:
                        changed = changed[1:] + [","] + changed[:1] if len(changed) > 1 else changed
                    name = " ".join(changed).replace(" ,", ",")
                source = random_.choice(sources)
                flags = ("P", "PF", "Y", "PT") if index == 0 else ("S", "VO", "N", "SY")
                conso.write(f"{cui}|ENG|{flags[0]}|L{written}|{flags[1]}|S{written}|{flags[2]}|A{written}||{concept}||"
                            f"{source}|{flags[3]}|{concept}|{name}|0|N||\n")
                written += 1
                if index == 0:
                    previous = name
    return written


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--concepts", type=int, default=4_500_000)
    parser.add_argument("--names", type=int, default=15_000_000)
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    count = generate(options.folder, options.concepts, options.names, options.words, options.seed)
    print(f"{count} names of {options.concepts} concepts in {options.folder}")
