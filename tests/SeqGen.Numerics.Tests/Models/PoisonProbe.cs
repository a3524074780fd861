using System.Globalization;
using System.Reflection;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Puts what is not a number and both infinities into every kind of place of a model: features, weights, states of a stream, initial
/// states, gradients of outputs and of final states. A result depends on a place where two finite numbers there, ordinary or huge, give different bits. Then
/// <list type="bullet">
/// <item>it must not be finite where the place is not a number;</item>
/// <item>where the place is infinite, it is not finite either, or it is what a huge number in the place leads to;</item>
/// <item>what does not depend on the place has the same bits as before: nothing leaks into other rows of a tile.</item>
/// </list>
/// </summary>
internal static class PoisonProbe
{
    private const int Rows = 5;
    private const int PlacesOfWeight = 3;
    private const float Huge = 1e30f;
    private const double Tolerance = 1e-3;

    private static readonly float[] Finite = [0.75f, -1.5f, 2.5f, Huge, -Huge];

    /// <summary>One line a fault; at the end how many results were asked for.</summary>
    public static IEnumerable<string> Run(Assembly assembly)
    {
        int asked = 0;
        foreach (Type type in assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SequenceModel))).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            Subject subject = new((SequenceModel)Activator.CreateInstance(type, 7)!);
            foreach (Place place in subject.Places())
            {
                foreach (string fault in Faults(subject, place, ref asked))
                {
                    yield return $"{type.Name} {subject.Model.VectorBits}: {place.Name}: {fault}";
                }
            }
        }

        yield return asked.ToString(CultureInfo.InvariantCulture);
    }

    private static List<string> Faults(Subject subject, Place place, ref int asked)
    {
        List<string> faults = [];
        Dictionary<string, float[]>[] finite = [.. Finite.Select(value => subject.Run(place, value))];
        Dictionary<string, bool[]> dependent = finite[0].Keys.ToDictionary(program => program, program => Dependent([.. finite.Select(run => run[program])]));
        foreach (float poison in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            Dictionary<string, float[]> found = subject.Run(place, poison);
            foreach ((string program, float[] values) in found)
            {
                float[] before = finite[0][program];
                float[] huge = (float.IsNegative(poison) ? finite[^1] : finite[^2])[program];
                bool[] depends = dependent[program];
                bool isGradient = program == "gradients";
                int fault = -1;
                for (int i = 0; i < values.Length && fault < 0; i++)
                {
                    bool right = !float.IsFinite(values[i]) || (depends[i]
                        ? !float.IsNaN(poison) && (!float.IsFinite(huge[i]) || Math.Abs(values[i] - huge[i]) <= Tolerance * (1 + Math.Abs(huge[i])))
                        : values[i].Equals(before[i]) || isGradient);
                    fault = right && (!IsOfOtherRow(subject, place, program, i) || values[i].Equals(before[i])) ? -1 : i;
                    asked += depends[i] ? 1 : 0;
                }

                if (fault >= 0)
                {
                    faults.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{poison} gives {program} {fault} of {values.Length} = {values[fault]}; ordinary {before[fault]} and {finite[1][program][fault]}, huge {huge[fault]}"));
                }
            }
        }

        return faults;
    }

    /// <summary>For each value whether it differs between runs.</summary>
    private static bool[] Dependent(float[][] runs)
    {
        bool[] differs = new bool[runs[0].Length];
        foreach (float[] run in runs)
        {
            for (int i = 0; i < differs.Length; i++)
            {
                differs[i] |= !run[i].Equals(runs[0][i]);
            }
        }

        return differs;
    }

    /// <summary>True where a value is an output of another row than the one whose features are poisoned, and rows do not meet.</summary>
    private static bool IsOfOtherRow(Subject subject, Place place, string program, int index) =>
        place.Row >= 0 && program is "one" or "tile" or "stream" && index / (subject.Length(program)) != place.Row;

    /// <summary>A place that is poisoned.</summary>
    /// <param name="Name">What it is called in a fault.</param>
    /// <param name="Row">The row of a feature; -1 for others.</param>
    /// <param name="Values">The array; null for a weight.</param>
    /// <param name="Index">The place in the array, or in the weight.</param>
    /// <param name="Weight">The weight.</param>
    private sealed record Place(string Name, int Row, float[]? Values, int Index, string? Weight = null);

    /// <summary>A model with rows, gradients of its outputs, and states of its stream.</summary>
    private sealed class Subject
    {
        private readonly ModelRows _rows;
        private readonly float[] _upstream;
        private readonly float[] _states;
        private readonly float[][] _initialStates;
        private readonly float[][] _finalGradients;
        private readonly GradientComputation _pass;
        private readonly Predictor _predictor;
        private readonly SequenceStream? _stream;
        private readonly int _steps;

        public Subject(SequenceModel model)
        {
            Model = model;
            ModelRows all = SampleModels.RandomRows(model);
            int rows = all.Rows;
            _rows = all with
            {
                Rows = Rows,
                Tokens = all.Tokens[..(all.Tokens.Length / rows * Rows)],
                Features = all.Features[..(all.Features.Length / rows * Rows)],
                Mask = all.Mask?[..(all.Mask.Length / rows * Rows)],
            };
            _upstream = SampleModels.RandomTargets(model, Rows);
            _pass = model.CreateGradients(Rows);
            _predictor = model.CreatePredictor();
            _stream = model.Description.StreamObstacle is null ? new SequenceStream(model) : null;
            _steps = Math.Max(model.Description.Inputs[^1].Length, 1);
            _states = Values(_stream?.StateLength ?? 0);
            _initialStates = [.. model.Description.InitialStates.Select(state => Values(Rows * state.Units))];
            _finalGradients = [.. model.Description.FinalStates.Select(state => Values(Rows * state.Units))];
        }

        public SequenceModel Model { get; }

        /// <summary>Values of a row in what a program gives.</summary>
        public int Length(string program) => program == "stream" ? _steps * Model.Description.Output.Size : Model.Description.Output.Length;

        public IEnumerable<Place> Places()
        {
            int perRow = _rows.Features.Length / Rows;
            foreach (int row in perRow > 0 ? new[] { 0, Rows - 1 } : [])
            {
                foreach (int index in new[] { 0, perRow / 2, perRow - 1 }.Distinct())
                {
                    yield return new($"feature {index} of row {row}", row, _rows.Features, (row * perRow) + index);
                }
            }

            foreach (WeightDescription weight in Model.Description.Weights)
            {
                for (int i = 0; i < Math.Min(weight.Length, PlacesOfWeight); i++)
                {
                    int index = (int)((long)(weight.Length - 1) * i / Math.Max(PlacesOfWeight - 1, 1));
                    yield return new($"{weight.Name}[{index}]", -1, null, index, weight.Name);
                }
            }

            yield return new("gradient of the first output", -1, _upstream, 0);
            yield return new("gradient of the last output", -1, _upstream, _upstream.Length - 1);
            IEnumerable<(string Name, float[] Values)> more =
            [
                ("state of the stream", _states),
                .. _initialStates.Select((values, state) => ($"initial {Model.Description.InitialStates[state].Name}", values)),
                .. _finalGradients.Select((values, state) => ($"gradient of the final {Model.Description.FinalStates[state].Name}", values)),
            ];
            foreach ((string name, float[] values) in more)
            {
                foreach (int index in new[] { 0, values.Length / 2, values.Length - 1 }.Distinct().Where(index => index >= 0 && index < values.Length))
                {
                    yield return new($"{name}, value {index}", -1, values, index);
                }
            }
        }

        private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (i % 7 * 0.1f) - 0.3f)];

        /// <summary>Everything that the model computes with a value in a place.</summary>
        public Dictionary<string, float[]> Run(Place place, float value)
        {
            float[] target = place.Values ?? Model.GetWeight(place.Weight!);
            float before = target[place.Index];
            Put(value);
            try
            {
                return Run();
            }
            finally
            {
                Put(before);
            }

            void Put(float put)
            {
                target[place.Index] = put;
                if (place.Weight is { } weight)
                {
                    Model.SetWeight(weight, target);
                }
            }
        }

        private Dictionary<string, float[]> Run()
        {
            Dictionary<string, float[]> results = new()
            {
                ["one"] = [.. Enumerable.Range(0, Rows).SelectMany(row => _rows.Predict(_predictor, row))],
                ["tile"] = Model.Predict(_rows.ToDataset()),
            };
            if (_stream is not null)
            {
                results["stream"] = Stream(_stream);
            }

            Train(results);
            return results;
        }

        private float[] Stream(SequenceStream stream)
        {
            List<float> values = [];
            for (int row = 0; row < Rows; row++)
            {
                _rows.Begin(stream, row);
                stream.LoadState(_states);
                for (int step = 0; step < _steps; step++)
                {
                    values.AddRange(_rows.Step(stream, row, step));
                }
            }

            return [.. values];
        }

        /// <summary>The gradient of an output is its value times a random factor, as that of a loss depends on it.</summary>
        private void Train(Dictionary<string, float[]> results)
        {
            int length = Model.Description.Output.Length;
            float[] outputs = new float[Rows * length];
            float[] gradient = new float[length];
            _rows.CopyTo(_pass.Inputs);
            ForStates(Model.Description.InitialStates, _initialStates, (name, row, values) => _pass.SetInitialState(row, name, values));
            _pass.Forward(training: true, dropoutKey: 5);
            for (int row = 0; row < Rows; row++)
            {
                _pass.CopyOutput(row, outputs.AsSpan(row * length, length));
                for (int i = 0; i < length; i++)
                {
                    gradient[i] = _upstream[(row * length) + i] * (1 + outputs[(row * length) + i]);
                }

                _pass.SetOutputGradient(row, gradient);
            }

            ForStates(Model.Description.FinalStates, _finalGradients, (name, row, values) => _pass.SetFinalStateGradient(row, name, values));
            _pass.Backward();
            results["training"] = outputs;
            List<float> gradients = [];
            foreach (WeightDescription weight in Model.Description.Weights)
            {
                gradients.AddRange(_pass.WeightGradient(weight.Name));
            }

            InputDescription[] features = [.. Model.Description.Inputs.Where(input => input.Kind == InputKind.Features)];
            for (int input = 0; input < features.Length; input++)
            {
                float[] ofInput = new float[Math.Max(features[input].Length, 1) * features[input].Size];
                for (int row = 0; row < Rows; row++)
                {
                    _pass.CopyInputGradient(row, ofInput, input);
                    gradients.AddRange(ofInput);
                }
            }

            ForStates(Model.Description.InitialStates, _initialStates, (name, row, values) =>
            {
                float[] ofState = new float[values.Length];
                _pass.CopyInitialStateGradient(row, name, ofState);
                gradients.AddRange(ofState);
            });
            results["gradients"] = [.. gradients];
        }

        private static void ForStates(IReadOnlyList<StateDescription> states, float[][] values, Action<string, int, float[]> body)
        {
            for (int state = 0; state < states.Count; state++)
            {
                for (int row = 0; row < Rows; row++)
                {
                    body(states[state].Name, row, values[state][(row * states[state].Units)..((row + 1) * states[state].Units)]);
                }
            }
        }
    }
}
