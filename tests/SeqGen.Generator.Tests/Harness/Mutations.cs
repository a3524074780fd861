using SeqGen.Generator.Kernels;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>Programs in which one statement is another.</summary>
internal static class Mutations
{
    /// <summary>The statements, once for each of them that a change applies to, with it changed.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="change">The changed statement, or null where there is nothing to change.</param>
    public static IEnumerable<IReadOnlyList<Statement>> Of(IReadOnlyList<Statement> statements, Func<Statement, Statement?> change)
    {
        for (int i = 0; i < statements.Count; i++)
        {
            int place = i;
            if (change(statements[i]) is { } changed)
            {
                yield return With(changed);
            }

            if (statements[i] is BodyStatement body)
            {
                foreach (IReadOnlyList<Statement> inner in Of(body.Body, change))
                {
                    yield return With(body with { Body = [.. inner] });
                }
            }

            IReadOnlyList<Statement> With(Statement statement) => [.. statements.Take(place), statement, .. statements.Skip(place + 1)];
        }
    }

    /// <summary>The loop with one more pass.</summary>
    public static Statement? LongerLoop(Statement statement) => statement is LoopStatement loop ? loop with { To = loop.To + loop.Step } : null;

    /// <summary>Nothing in place of a store.</summary>
    public static Statement? NoStore(Statement statement) => statement is StoreValue or StoreScalar { IsAdded: false } or FillStatement or CopyStatement ? new BlankStatement() : null;

    /// <summary>The store with its place moved.</summary>
    public static Statement? MovedPlace(Statement statement, int by) => statement switch
    {
        StoreValue store => store with { Place = store.Place + by },
        StoreScalar store => store with { Place = store.Place + by },
        FillStatement fill => fill with { Place = fill.Place + by },
        CopyStatement copy => copy with { To = copy.To + by },
        SetValue { Value: MultiplyAddValue { B: LoadedValue loaded } sum } set => set with { Value = sum with { B = (loaded.Place + by).Vector } },
        _ => null,
    };
}
