using SeqGen.Data;

namespace SeqGen.Samples.Translation;

/// <summary>
/// Makes English phrases with their French translation: who does what to whom, with the article and the adjective in the
/// noun's gender, and the adjective after the noun.
/// </summary>
internal static class BilingualGrammar
{
    private static readonly (string English, string French, bool Feminine)[] Persons =
    [
        ("boy", "garçon", false), ("girl", "fille", true), ("doctor", "médecin", false), ("queen", "reine", true),
        ("king", "roi", false), ("woman", "femme", true), ("neighbour", "voisin", false), ("nurse", "infirmière", true),
    ];

    private static readonly (string English, string French, bool Feminine)[] Things =
    [
        ("car", "voiture", true), ("book", "livre", false), ("table", "table", true), ("bike", "vélo", false),
        ("house", "maison", true), ("garden", "jardin", false), ("shirt", "chemise", true), ("hat", "chapeau", false),
    ];

    private static readonly (string English, string Masculine, string Feminine)[] Adjectives =
    [
        ("green", "vert", "verte"), ("black", "noir", "noire"), ("blue", "bleu", "bleue"), ("white", "blanc", "blanche"),
        ("happy", "heureux", "heureuse"), ("quiet", "calme", "calme"),
    ];

    private static readonly (string English, string French)[] Verbs =
        [("sees", "voit"), ("buys", "achète"), ("sells", "vend"), ("wants", "veut"), ("paints", "peint"), ("finds", "trouve")];

    private static readonly (string English, string French)[] Times =
        [("today", "aujourd'hui"), ("often", "souvent"), ("again", "encore"), ("now", "maintenant")];

    /// <summary>Different pairs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed gives the same pairs.</param>
    public static List<TextPair> Pairs(int count, int seed)
    {
        SeededRandom random = new(seed);
        HashSet<TextPair> pairs = [];
        while (pairs.Count < count)
        {
            pairs.Add(Sentence(Noun(Pick(Persons, random), random), Pick(Verbs, random), Noun(Pick(Things, random), random), random));
        }

        return [.. pairs];
    }

    private static TextPair Sentence((string English, string French) who, (string English, string French) verb, (string English, string French) what, SeededRandom random)
    {
        (string English, string French) time = random.NextInt(2) == 0 ? ("", "") : Pick(Times, random);
        return new($"{who.English} {verb.English} {what.English} {time.English}".TrimEnd() + ".", $"{who.French} {verb.French} {what.French} {time.French}".TrimEnd() + ".");
    }

    /// <summary>A noun with its article, and mostly with an adjective.</summary>
    private static (string English, string French) Noun((string English, string French, bool Feminine) noun, SeededRandom random)
    {
        bool definite = random.NextInt(2) == 0;
        string english = definite ? "the" : "a";
        string french = (definite, noun.Feminine) switch { (true, true) => "la", (true, false) => "le", (false, true) => "une", _ => "un" };
        if (random.NextInt(4) == 0)
        {
            return ($"{english} {noun.English}", $"{french} {noun.French}");
        }

        (string English, string Masculine, string Feminine) adjective = Pick(Adjectives, random);
        return ($"{english} {adjective.English} {noun.English}", $"{french} {noun.French} {(noun.Feminine ? adjective.Feminine : adjective.Masculine)}");
    }

    private static T Pick<T>(T[] choices, SeededRandom random) => choices[random.NextInt(choices.Length)];
}
