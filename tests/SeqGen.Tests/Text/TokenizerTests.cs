using System.Text.Json;
using CsCheck;
using SeqGen.Data;
using SeqGen.Tests.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

public sealed class TokenizerTests
{
    private static Tokenizer Fitted(params string[] texts)
    {
        var tokenizer = new Tokenizer(oovToken: "<OOV>");
        tokenizer.FitOnTexts(texts);
        return tokenizer;
    }

    [Fact]
    public void Words_are_numbered_by_count_then_by_first_appearance()
    {
        Tokenizer tokenizer = Fitted("the cat sat", "The cat ran, the end");
        tokenizer.WordIndex.ShouldBe(new Dictionary<string, int>
        {
            ["<OOV>"] = 1,
            ["the"] = 2,
            ["cat"] = 3,
            ["sat"] = 4,
            ["ran"] = 5,
            ["end"] = 6,
        });
        tokenizer.WordCounts["the"].ShouldBe(3);
        tokenizer.WordDocs["the"].ShouldBe(2);
        tokenizer.VocabularySize.ShouldBe(7);
    }

    [Fact]
    public void Fitting_again_adds_to_the_counts()
    {
        Tokenizer tokenizer = Fitted("a b b");
        tokenizer.FitOnTexts(["a a a"]);
        Tokenizer together = Fitted("a b b", "a a a");
        tokenizer.WordIndex.ShouldBe(together.WordIndex);
        tokenizer.WordDocs.ShouldBe(together.WordDocs);
        Tokenizer reloaded = Tokenizer.FromJson(Fitted("a b b").ToJson());
        reloaded.FitOnTexts(["a a a"]);
        reloaded.ToJson().ShouldBe(together.ToJson());
    }

    [Fact]
    public void Known_words_come_back() => Gen.String.Array.Sample(texts =>
    {
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(texts);
        string[] back = tokenizer.SequencesToTexts(tokenizer.TextsToSequences(texts));
        return back.SequenceEqual(texts.Select(text => string.Join(' ', TextPreprocessing.TextToWordSequence(text))));
    });

    [Fact]
    public void Characters_come_back() => Gen.Char.Array[1, 100].Sample(input =>
    {
        string text = new string(input) + "😀";
        var tokenizer = new Tokenizer(lower: false, charLevel: true);
        tokenizer.FitOnTexts([text]);
        int[] sequence = tokenizer.TextsToSequences([text])[0];
        return string.Concat(sequence.Select(index => tokenizer.IndexWord[index])) == text;
    });

    [Fact]
    public void A_row_is_what_padding_makes_of_the_sequence() => Gen.Select(Gen.String, Gen.Int[1, 100], Gen.Int)
        .Sample((input, size, sides) =>
        {
            SequenceSide padding = (sides & 1) == 0 ? SequenceSide.Pre : SequenceSide.Post;
            SequenceSide truncating = (sides & 2) == 0 ? SequenceSide.Pre : SequenceSide.Post;
            Tokenizer tokenizer = Fitted(input, "a b c d");
            string text = input + " a b c d zz a";
            int[] row = new int[size];
            int[] expected = new int[size];
            int count = tokenizer.TextToSequence(text, row, padding, truncating, -1);
            int expectedCount = SequencePadding.PadSequence(tokenizer.TextsToSequences([text])[0], expected, padding, truncating, -1);
            return count == expectedCount && row.SequenceEqual(expected);
        });

    [Fact]
    public void Encoding_one_text_does_not_allocate()
    {
        Tokenizer tokenizer = Fitted("one two three ÉCLAIR ΟΔΟΣ");
        string text = string.Concat(Enumerable.Repeat("One TWO, unknown éclair Οδος three... ", 50));
        int[] row = new int[100];

        // Code of the framework that is not yet optimised boxes values, so the first calls may allocate.
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 50 && allocated > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                tokenizer.TextToSequence(text, row);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Thread.Sleep(allocated > 0 ? 20 : 0);
        }

        allocated.ShouldBe(0);
    }

    [Fact]
    public void A_length_that_must_not_differ_is_checked()
    {
        Tokenizer tokenizer = Fitted("a b c");
        int[] row = new int[2];
        Should.Throw<ArgumentException>(() => tokenizer.TextToSequence("a b c", row, truncating: SequenceSide.Error))
            .Message.ShouldContain("3 steps where 2 are declared");
        Should.Throw<ArgumentException>(() => tokenizer.TextToSequence("a b c", new int[4], padding: SequenceSide.Error));
        tokenizer.TextToSequence("a b", row, SequenceSide.Error, SequenceSide.Error).ShouldBe(2);
    }

    [Fact]
    public void Split_strings_and_filters_beyond_one_character()
    {
        TextPreprocessing.TextToWordSequence("a--b-c, d", filters: ",", split: "--").ShouldBe(["a", "b-c", " d"]);
        TextPreprocessing.TextToWordSequence("x😀y z", filters: "😀").ShouldBe(["x", "y", "z"]);
        Should.Throw<ArgumentException>(() => TextPreprocessing.TextToWordSequence("a", split: ""));
        Should.Throw<ArgumentOutOfRangeException>(() => new Tokenizer(numWords: 0));
    }

    [Fact]
    public void A_matrix_needs_a_vocabulary()
    {
        Should.Throw<InvalidOperationException>(() => new Tokenizer().TextsToMatrix(["a"])).Message.ShouldContain("FitOnTexts");
        Should.Throw<InvalidOperationException>(() => new Tokenizer(numWords: 5).TextsToMatrix(["a"], TokenizerMode.Tfidf));
        new Tokenizer(numWords: 5).TextsToMatrix(["a"]).Values.ShouldBe(new float[5]);
    }

    [Fact]
    public void Json_has_the_form_that_Keras_reads()
    {
        using var document = JsonDocument.Parse(Fitted("b a a").ToJson());
        document.RootElement.Text("class_name").ShouldBe("Tokenizer");
        JsonElement config = document.RootElement.GetProperty("config");
        config.GetProperty("num_words").ValueKind.ShouldBe(JsonValueKind.Null);
        config.Text("filters").ShouldBe(TextPreprocessing.DefaultFilters);
        config.Text("oov_token").ShouldBe("<OOV>");
        config.GetProperty("document_count").GetInt32().ShouldBe(1);
        config.Text("word_counts").ShouldBe("{\"b\":1,\"a\":2}");
        config.Text("word_docs").ShouldBe("{\"b\":1,\"a\":1}");
        config.Text("index_docs").ShouldBe("{\"3\":1,\"2\":1}");
        config.Text("word_index").ShouldBe("{\"\\u003COOV\\u003E\":1,\"a\":2,\"b\":3}");
        config.Text("index_word").ShouldBe("{\"1\":\"\\u003COOV\\u003E\",\"2\":\"a\",\"3\":\"b\"}");
    }

    [Fact]
    public void Reads_what_Keras_writes()
    {
        const string Json = """
            {"class_name": "Tokenizer", "config": {"num_words": 3, "filters": "!", "lower": false, "split": " ",
             "char_level": false, "oov_token": null, "document_count": 2, "word_counts": "{\"caf\\u00e9\": 2, \"b\": 1}",
             "word_docs": "{\"b\": 1, \"caf\\u00e9\": 2}", "index_docs": "{\"2\": 1, \"1\": 2}",
             "index_word": "{\"1\": \"caf\\u00e9\", \"2\": \"b\"}", "word_index": "{\"caf\\u00e9\": 1, \"b\": 2}"}}
            """;
        Tokenizer tokenizer = Tokenizer.FromJson(Json);
        tokenizer.NumWords.ShouldBe(3);
        tokenizer.Lower.ShouldBeFalse();
        tokenizer.TextsToSequences(["café!b c"])[0].ShouldBe([1, 2]);
        tokenizer.WordDocs["café"].ShouldBe(2);
    }

    [Fact]
    public void Settings_may_follow_the_words_and_strange_members_are_skipped()
    {
        const string Json = """
            {"more": {"config": [1, {"a": 2}]}, "config": {"word_index": "{\"a\\\"b\": 2, \"x\": 1}", "index_word": "{\"1\": \"x\", \"9\": \"gone\"}",
             "word_docs": "{\"x\": 3, \"a\\\"b\": 4, \"gone\": 1}", "extra": [[]], "word_counts": "{\"a\\\"b\": 5, \"x\": 6}",
             "document_count": 7, "char_level": false, "split": " ", "lower": true, "filters": ""}, "class_name": "Tokenizer"}
            """;
        Tokenizer tokenizer = Tokenizer.FromJson(Json);
        tokenizer.TextsToSequences(["X a\"b y"])[0].ShouldBe([1, 2]);
        tokenizer.WordIndex.ShouldBe(new Dictionary<string, int> { ["a\"b"] = 2, ["x"] = 1 });
        tokenizer.WordDocs.ShouldBe(new Dictionary<string, int> { ["a\"b"] = 4, ["x"] = 3 });
        (tokenizer.NumWords, tokenizer.OovToken, tokenizer.DocumentCount, tokenizer.VocabularySize).ShouldBe((null, null, 7, 3));
    }

    [Theory]
    [InlineData("\"split\":\" \",", "", "the member 'split' is missing")]
    [InlineData("\\\"two\\\":1", "\\\"two\\\":1.5", "the word 'two' has no integer")]
    [InlineData("word_docs\":\"{", "word_docs\":\"[{", "an object with a number for each word was expected")]
    [InlineData("\"word_counts\":\"{\\\"one\\\":2,", "\"word_counts\":\"{", "the word 'one' has an index but no count")]
    [InlineData("{\"class_name\"", "[{\"class_name\"", "the file is not an object")]
    [InlineData("\"Tokenizer\"", "\"Tokenizer\"}", "not the JSON text of a tokenizer")]
    [InlineData("word_counts\":\"{", "word_counts\":\"{\\\"one\\\":2,", "word_counts: the word 'one' appears twice")]
    [InlineData("word_docs\":\"{", "word_docs\":\"{\\\"one\\\":1,", "word_docs: the word 'one' appears twice")]
    [InlineData("word_index\":\"{", "word_index\":\"{\\\"one\\\":3,", "word_index: the word 'one' appears twice")]
    [InlineData("\\\"one\\\":2,\\\"two\\\":3", "\\\"one\\\":3,\\\"two\\\":3", "word_index: the word 'two' has the index 3, which is another word's too")]
    [InlineData("\\\"one\\\":2,\\\"two\\\":3", "\\\"one\\\":0,\\\"two\\\":3", "word_index: the word 'one' has the number 0, which is not in [1, 100000000]")]
    [InlineData("\\\"one\\\":2,\\\"two\\\":3", "\\\"one\\\":2147483647,\\\"two\\\":3", "word_index: the word 'one' has the number 2147483647")]
    [InlineData("word_counts\":\"{\\\"one\\\":2", "word_counts\":\"{\\\"one\\\":99999999999999999999", "word_counts: the word 'one' has no integer")]
    [InlineData("word_counts\":\"{\\\"one\\\":2", "word_counts\":\"{\\\"one\\\":-2", "word_counts: the word 'one' has the number -2")]
    [InlineData("word_counts\":\"{\\\"one\\\":2", "word_counts\":\"{\\\"one\\\":NaN", "word_counts: it is not JSON after 'one'")]
    [InlineData("\\\"2\\\":\\\"one", "\\\"2\\\":\\\"two", "index_word: the word '2' stands for 'two', whose index is 3 in word_index")]
    [InlineData("index_docs\":\"{\\\"2\\\":1", "index_docs\":\"{\\\"2\\\":7", "index_docs: the word '2' has the number 7, but its word 'one' has 1 in word_docs")]
    [InlineData("index_docs\":\"{\\\"2\\\"", "index_docs\":\"{\\\"x\\\"", "index_docs: the word 'x' is not an index")]
    [InlineData("\"document_count\":1", "\"document_count\":-1", "document_count is -1")]
    [InlineData("\"lower\":true", "\"lower\":1", "config: the member 'lower' is not what Keras writes")]
    [InlineData("\"lower\":true", "\"lower\":true,\"lower\":true", "config: the member 'lower' appears twice")]
    [InlineData("\"num_words\":null", "\"num_words\":99999999999", "config: the member 'num_words' is not what Keras writes")]
    [InlineData("\"num_words\":null", "\"num_words\":-3", "not the JSON text of a tokenizer")]
    public void What_is_wrong_with_a_file_is_said(string part, string replacement, string message)
    {
        string json = Fitted("one two one").ToJson();
        json.ShouldContain(part);
        Should.Throw<DataFormatException>(() => Tokenizer.FromJson(json.Replace(part, replacement, StringComparison.Ordinal)))
            .Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(4, "<OOV>")]
    [InlineData(3, "rare")]
    [InlineData(null, "<OOV>")]
    public void A_trimmed_tokenizer_makes_the_same_sequences(int? numWords, string? oovToken)
    {
        string[] texts = ["one two three four", "four three two three four four", "rare two"];
        Tokenizer tokenizer = new(numWords, oovToken: oovToken);
        tokenizer.FitOnTexts(texts);
        Tokenizer trimmed = tokenizer.Trim();
        Tokenizer reloaded = Tokenizer.FromJson(trimmed.ToJson());
        foreach (Tokenizer copy in new[] { trimmed, reloaded })
        {
            int[][] sequences = tokenizer.TextsToSequences(texts);
            copy.TextsToSequences(texts).ShouldBe(sequences);
            copy.SequencesToTexts(sequences).ShouldBe(tokenizer.SequencesToTexts(sequences));
            copy.TextsToMatrix(texts, TokenizerMode.Tfidf).Values.ToArray().ShouldBe(tokenizer.TextsToMatrix(texts, TokenizerMode.Tfidf).Values.ToArray());
            copy.WordIndex.Values.ShouldAllBe(index => numWords == null || index < numWords || oovToken == "rare");
        }

        if (numWords is null)
        {
            trimmed.ToJson().ShouldBe(tokenizer.ToJson());
        }
        else
        {
            trimmed.WordIndex.Count.ShouldBeLessThan(tokenizer.WordIndex.Count);
        }
    }

    [Fact]
    public void Files_are_whole_and_errors_name_them()
    {
        using var folder = new TemporaryFolder();
        Tokenizer tokenizer = Fitted("one two 😀");
        tokenizer.Save(folder["tokenizer.json"]);
        Directory.GetFiles(folder.Path).ShouldBe([folder["tokenizer.json"]]);
        Tokenizer.Load(folder["tokenizer.json"]).ToJson().ShouldBe(tokenizer.ToJson());

        Should.Throw<CheckpointException>(() => tokenizer.Save(folder["none/tokenizer.json"])).Message.ShouldContain("none");
        Should.Throw<DataFormatException>(() => Tokenizer.Load(folder["none.json"])).Message.ShouldContain("no such file");
        foreach (string bad in new[] { "", "{", "[]", "{}", "{\"config\":{}}", "{\"config\":3}", tokenizer.ToJson().Replace("\\\":1", "\\\":x", StringComparison.Ordinal) })
        {
            Should.Throw<DataFormatException>(() => Tokenizer.Load(folder.Write("bad.json", bad))).Path.ShouldBe(folder["bad.json"]);
        }
    }

    [Fact]
    public void Padding_needs_a_length()
    {
        Should.Throw<ArgumentException>(() => SequencePadding.PadSequences(Array.Empty<int[]>()));
        Should.Throw<ArgumentOutOfRangeException>(() => SequencePadding.PadSequences([[1]], 0));
        Should.Throw<ArgumentException>(() => SequencePadding.PadSequences([[1, 2]], 3, SequenceSide.Error));
        SequenceMatrix<int> none = SequencePadding.PadSequences(Array.Empty<int[]>(), 4);
        (none.Count, none.Length, none.Values.Length).ShouldBe((0, 4, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => none.Row(0).Length);
    }

    [Fact]
    public void Rows_have_the_asked_length_and_keep_the_steps() => Gen.Select(Gen.Int.Array.Array, Gen.Int[1, 100], Gen.Bool)
        .Sample((sequences, maxlen, pre) =>
        {
            SequenceSide side = pre ? SequenceSide.Pre : SequenceSide.Post;
            SequenceMatrix<int> rows = SequencePadding.PadSequences(sequences, maxlen, side, side);
            return rows.Values.Length == sequences.Length * maxlen && sequences.Index().All(item =>
            {
                int kept = Math.Min(maxlen, item.Item.Length);
                return pre
                    ? rows.Row(item.Index)[^kept..].SequenceEqual(item.Item.AsSpan()[^kept..])
                    : rows.Row(item.Index)[..kept].SequenceEqual(item.Item.AsSpan()[..kept]);
            });
        });

    [Fact]
    public void Every_index_lies_below_the_vocabulary_whatever_limits_it()
    {
        string[] words = ["a", "b", "c", "d"];
        foreach (int? numWords in new int?[] { null, 1, 2, 3, 4, 5, 6, 100 })
        {
            foreach (string? oov in new[] { null, "<oov>", "b" })
            {
                for (int count = 0; count <= words.Length; count++)
                {
                    Tokenizer tokenizer = new(numWords, filters: "", oovToken: oov);
                    if (count > 0)
                    {
                        tokenizer.FitOnTexts([string.Join(' ', words[..count])]);
                    }

                    int largest = tokenizer.TextsToSequences(["a b c d other <oov>"])[0].Append(0).Max();
                    string which = $"{numWords?.ToString() ?? "all"}, {oov ?? "none"}, {count}";
                    tokenizer.VocabularySize.ShouldBe(Math.Max(numWords ?? 0, largest + 1), which);
                    tokenizer.Trim().VocabularySize.ShouldBe(tokenizer.VocabularySize, which);
                    Tokenizer.FromJson(tokenizer.ToJson()).VocabularySize.ShouldBe(tokenizer.VocabularySize, which);
                }
            }
        }

        // The token has index 1, so the vocabulary is 0 and 1.
        Tokenizer one = new(1, oovToken: "?");
        one.FitOnTexts(["a b"]);
        one.TextsToSequences(["a c"])[0].ShouldBe([1, 1]);
        one.VocabularySize.ShouldBe(2);
        one.TextsToMatrix(["a c"]).Length.ShouldBe(1);
    }
}
