using SeqGen.Data;

namespace SeqGen.Samples.Vectors;

/// <summary>
/// Sentences about a small world, made from a seed. Kings and queens share palaces, men and kings share beards, a capital
/// goes with its country: enough for near words and analogies to come out.
/// </summary>
internal static class SmallWorld
{
    private static readonly (string Male, string Female)[] Grown = [("man", "woman"), ("father", "mother"), ("uncle", "aunt"), ("actor", "actress")];
    private static readonly (string Male, string Female)[] Young = [("boy", "girl"), ("son", "daughter"), ("nephew", "niece")];
    private static readonly (string Male, string Female)[] Royal = [("king", "queen")];
    private static readonly (string Male, string Female)[] YoungRoyal = [("prince", "princess")];

    private static readonly (string Capital, string Country, string Language)[] Countries =
    [
        ("paris", "france", "french"), ("rome", "italy", "italian"), ("berlin", "germany", "german"),
        ("madrid", "spain", "spanish"), ("athens", "greece", "greek"), ("lisbon", "portugal", "portuguese"),
    ];

    private static readonly string[] Places = ["house", "garden", "street", "kitchen", "market"];
    private static readonly string[] RoyalPlaces = ["palace", "castle", "throne room", "royal garden"];
    private static readonly string[] Foods = ["bread", "soup", "cheese", "apples", "fish"];

    /// <summary>The words of some sentences.</summary>
    public static List<string[]> Sentences(int count, int seed)
    {
        SeededRandom random = new(seed);
        List<string[]> sentences = [];
        for (int i = 0; i < count; i++)
        {
            string sentence = random.NextInt(3) == 0 ? AboutCountry(random) : AboutPerson(random);
            sentences.Add(sentence.Split(' '));
        }

        return sentences;
    }

    private static string AboutPerson(SeededRandom random)
    {
        bool isRoyal = random.NextInt(2) == 0;
        bool isYoung = random.NextInt(2) == 0;
        bool isFemale = random.NextInt(2) == 0;
        (string male, string female) = Any((isRoyal, isYoung) switch
        {
            (true, true) => YoungRoyal,
            (true, false) => Royal,
            (false, true) => Young,
            _ => Grown,
        }, random);
        string who = isFemale ? female : male;
        string place = Any(isRoyal ? RoyalPlaces : Places, random);
        return random.NextInt(6) switch
        {
            0 when isFemale => $"in the {place} the {who} wears her dress and combs her long hair",
            0 => $"in the {place} the {who} wears his shirt and polishes his boots",
            1 when isFemale => $"she is a {who} and they call her madam",
            1 => $"he is a {who} and they call him sir",
            2 when isRoyal => $"the crown of the {who} is made of gold and servants bow",
            2 => $"the {who} works in the {place} and counts the coins",
            3 when isYoung => $"the {who} plays with toys and learns to read at school in the {place}",
            3 => $"the {who} is grown up and decides in the {place}",
            4 when isRoyal => $"people bow to the {who} in the {place} and bring gold",
            4 => $"neighbours talk to the {who} in the {place} and bring {Any(Foods, random)}",
            _ => $"the {who} eats {Any(Foods, random)} in the {place}",
        };
    }

    private static string AboutCountry(SeededRandom random)
    {
        (string capital, string country, string language) = Any(Countries, random);
        return random.NextInt(5) switch
        {
            0 => $"{capital} is the capital of {country}",
            1 => $"people in {country} speak {language} and eat {Any(Foods, random)}",
            2 => $"the train to {capital} crosses the fields of {country}",
            3 => $"the streets of {capital} are full and everybody there speaks {language}",
            _ => $"the government of {country} meets in the city of {capital}",
        };
    }

    private static T Any<T>(T[] choices, SeededRandom random) => choices[random.NextInt(choices.Length)];
}
