using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

/// <summary>The tokens of 1,000 IMDB reviews against digests of those of NLTK; skipped without SEQGEN_DATA.</summary>
[Trait("Category", "RealData")]
public class TreebankReviewTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Reviews_have_the_tokens_of_NLTK(string part)
    {
        string? root = Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{DataFolder.EnvironmentVariable} is not set.");
        Dictionary<string, string> texts = [];
        foreach (string line in TextLines.Read(Path.Combine(DataFolder.Find("imdb", root), $"{part}-00.jsonl.gz")).Take(500))
        {
            using JsonDocument review = JsonDocument.Parse(line);
            texts.Add(review.RootElement.GetProperty("id").GetString()!, review.RootElement.GetProperty("text").GetString()!);
        }

        int compared = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Text", "Treebank", "imdb-digests.tsv")))
        {
            string[] fields = line.Split('\t');
            if (!line.StartsWith(part, StringComparison.Ordinal))
            {
                continue;
            }

            string[] tokens = TreebankTokenizer.Tokenize(texts[fields[0]]);
            string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', tokens))))[..32];
            (fields[0], tokens.Length, digest).ShouldBe((fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2]));
            compared++;
        }

        compared.ShouldBe(500);
    }
}
