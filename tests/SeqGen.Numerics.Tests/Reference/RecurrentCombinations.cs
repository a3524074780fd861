using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Golden;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Random recurrent cases with options together that a random choice seldom puts together.</summary>
internal static class RecurrentCombinations
{
    private const int Kinds = 30;

    /// <summary>Every cell, small, with each of the options that change its equations, and a mask.</summary>
    public static IEnumerable<LayerCase> Small()
    {
        const string Gates = ", \"recurrent_activation\": \"sigmoid\"";
        (string Cell, string Config)[] cells =
        [
            ("SimpleRNN", ""), ("LSTM", Gates), ("PeepholeLSTM", Gates), ("GRU", Gates + ", \"reset_after\": true"), ("GRU", Gates + ", \"reset_after\": false"),
            ("ProjectedLSTM", Gates + ", \"projection_size\": 3"), ("MinGRU", ""),
        ];
        foreach ((string cell, string own) in cells)
        {
            LayerCase Case(string name, string options = "") => new()
            {
                Name = $"{cell}{own} {name}",
                Layers = [new("cell", cell, JsonNode.Parse($"{{ \"units\": 5, \"activation\": \"tanh\", \"return_sequences\": true{own}{options} }}")!.AsObject())],
                Input = RandomCases.Input(1, [5, 4, 3], 0),
                Mask = RandomCases.RandomMask(new(2), 5, 4),
            };

            string zoneout = ReferenceCell.StatesOf(cell) == 2 ? ", \"zoneout_output\": 0.3, \"zoneout_cell\": 0.2" : ", \"zoneout_output\": 0.3";
            yield return RandomCases.SolveOf(1, Case("precise") with { ModelOptions = "gates=precise" });
            yield return RandomCases.SolveOf(2, Case("zoneout", zoneout) with { IsOfTraining = true });
            yield return RandomCases.SolveOf(3, Case("zoneout, inference", zoneout) with { IsOfInference = true });
            if (ReferenceCell.StatesOf(cell) == 2)
            {
                yield return RandomCases.SolveOf(6, Case("clipped", ", \"cell_clip\": 0.15"));
                yield return RandomCases.SolveOf(7, Case("clipped, zoneout", $"{zoneout}, \"cell_clip\": 0.2") with { IsOfTraining = true });
            }

            if (cell is not ("MinGRU" or "ProjectedLSTM"))
            {
                yield return RandomCases.SolveOf(4, Case("normalised", ", \"layer_normalization\": true, \"norm_epsilon\": 0.01"));
                yield return RandomCases.SolveOf(8, Case("normalised and clipped", (ReferenceCell.StatesOf(cell) == 2 ? ", \"cell_clip\": 0.2" : "") + ", \"layer_normalization\": true, \"norm_epsilon\": 0.01"));
                yield return RandomCases.SolveOf(5, Case("dropout", ", \"dropout\": 0.3, \"recurrent_dropout\": 0.4") with { IsOfTraining = true });
            }
        }
    }

    /// <summary>Cells whose gates of a step fill whole kilobytes, so that steps are laid farther apart than they are long.</summary>
    public static IEnumerable<LayerCase> WithWideSteps()
    {
        const string Gates = ", \"recurrent_activation\": \"sigmoid\"";
        (string Cell, int Units, string Config)[] cells =
        [
            ("SimpleRNN", 256, ""), ("LSTM", 64, Gates), ("LSTM", 64, Gates + ", \"layer_normalization\": true, \"norm_epsilon\": 0.01"), ("PeepholeLSTM", 64, Gates),
            ("GRU", 256, Gates + ", \"reset_after\": true"), ("GRU", 256, Gates + ", \"reset_after\": false"), ("ProjectedLSTM", 64, Gates + ", \"projection_size\": 3"), ("MinGRU", 128, ""),
        ];
        return cells.Select((cell, seed) => RandomCases.SolveOf(seed, new()
        {
            Name = $"{cell.Cell}({cell.Units}){cell.Config}",
            Layers =
            [
                new("cell", cell.Cell, JsonNode.Parse($"{{ \"units\": {cell.Units}, \"activation\": \"tanh\", \"return_sequences\": true, \"go_backwards\": {(seed % 2 == 0 ? "true" : "false")}{cell.Config} }}")!.AsObject()),
            ],
            Input = RandomCases.Input(seed, [5, 4, 3], 0),
        }));
    }

    /// <summary>LSTMs of all kinds and directions whose cells are cut.</summary>
    public static IEnumerable<LayerCase> Clipped()
    {
        foreach (int seed in Enumerable.Range(0, Kinds))
        {
            LayerCase open = seed % 3 == 2 ? RandomCases.OtherCells(seed) : RandomCases.Recurrent(seed);
            LayerConfig[] layers = [.. open.Layers.Select(layer => layer with { Config = layer.Config.DeepClone().AsObject() })];
            LayerConfig[] clipped = [.. layers.Where(layer => layer.IsRecurrent && ReferenceCell.StatesOf(layer.Config["layer"]?["class_name"]!.GetValue<string>() ?? layer.ClassName) == 2)];
            foreach (LayerConfig layer in clipped)
            {
                Cell(layer)["cell_clip"] = 0.2;
            }

            if (clipped.Length > 0)
            {
                yield return RandomCases.SolveOf(seed, open with { Name = open.Name + ", clipped", Layers = layers });
            }
        }
    }

    /// <summary>Every cell and direction with masks or initial states in several rows, and gates of the exact form.</summary>
    public static IEnumerable<LayerCase> Precise() => Enumerable.Range(0, Kinds).Select(seed =>
    {
        LayerCase open = RandomCases.Recurrent(seed);
        bool takesMask = open.Layers[0].ClassName != "Embedding" && open.InitialStates.Count == 0 && !Cell(open.Layers[0])["go_backwards"]!.GetValue<bool>();
        return RandomCases.SolveOf(seed, open with
        {
            Name = open.Name + ", precise gates",
            ModelOptions = "gates=precise",
            Mask = takesMask ? RandomCases.RandomMask(new(seed), open.Input.Shape[0], open.Input.Shape[1]) : open.Mask,
        });
    });

    /// <summary>Every cell in both directions at once, each way of merging them, from states of the caller's.</summary>
    public static IEnumerable<LayerCase> BothFromInitialStates()
    {
        for (int seed = 0; seed < Kinds; seed++)
        {
            LayerCase open = RandomCases.Recurrent(seed);
            LayerConfig[] layers = [.. open.Layers.Where(layer => layer.ClassName == "Bidirectional").Select(layer => layer with { Name = "both" })];
            if (layers.Length == 0)
            {
                continue;
            }

            JsonObject cell = Cell(layers[0]);
            int rows = 1 + (seed % 7);
            int units = cell["units"]!.GetValue<int>();
            int states = layers[0].Config["layer"]!["class_name"]!.GetValue<string>() is "LSTM" or "PeepholeLSTM" ? 4 : 2;
            yield return RandomCases.SolveOf(seed, new()
            {
                Name = open.Name + ", from initial states",
                Layers = layers,
                Input = RandomCases.Input(seed, [rows, 6, 5], 0),
                InitialStates = [.. Enumerable.Range(0, states).Select(state => RandomCases.Input(seed + state, [rows, units], 0))],
            });
        }
    }

    /// <summary>Every cell backwards and stateful, with masks.</summary>
    public static IEnumerable<LayerCase> StatefulBackwards()
    {
        for (int seed = 0; seed < Kinds / 3; seed++)
        {
            LayerCase open = RandomCases.Recurrent(seed);
            LayerConfig layer = open.Layers.First(layer => layer.IsRecurrent);
            JsonObject config = Cell(layer).DeepClone().AsObject();
            config["go_backwards"] = true;
            config["stateful"] = true;
            config["return_state"] = false;
            config["return_sequences"] = false;
            int rows = 2 + (seed % 5);
            int states = layer.ClassName is "LSTM" or "PeepholeLSTM" ? 2 : 1;
            GoldenTensor mask = RandomCases.RandomMask(new(seed), rows, 7);
            for (int row = 0; row < rows; row++)
            {
                // What a sequence without a real step gives is left to the backend by Keras.
                mask.Values[row * 7] = 1;
            }

            yield return RandomCases.SolveOf(seed, new()
            {
                Name = $"{layer.ClassName} backwards and stateful, seed {seed}",
                Layers = [layer with { Name = "layer", Config = config }],
                Input = RandomCases.Input(seed, [rows, 7, 5], 0),
                Mask = mask,
                InitialStates = [.. Enumerable.Range(0, states).Select(state => RandomCases.Input(seed + state, [rows, config["units"]!.GetValue<int>()], 0))],
            });
        }
    }

    private static JsonObject Cell(LayerConfig layer) => layer.Config["layer"]?["config"]?.AsObject() ?? layer.Config;
}
