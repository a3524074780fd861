using SeqGen.CompilerServices;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;

namespace SeqGen.Generator.Testing;

/// <summary>The training program on a batch of any size: its tiles, the sums that they exchange, and the gradients of all weights.</summary>
internal sealed class TrainingRun
{
    private readonly InterpretedModel _model;
    private readonly InterpretedInputs _inputs;
    private readonly int _rows;
    private readonly ProgramRun[] _tiles;
    private readonly Memory _gradient;
    private bool _isTraining;

    /// <param name="model">The model, packed.</param>
    /// <param name="inputs">The inputs, in whole tiles.</param>
    /// <param name="rows">Rows in use.</param>
    public TrainingRun(InterpretedModel model, InterpretedInputs inputs, int rows)
    {
        _model = model;
        _inputs = inputs;
        _rows = rows;
        _tiles = [.. Enumerable.Range(0, (rows + Plan.TileRows - 1) / Plan.TileRows).Select(_ => new ProgramRun(model, Plan.Train))];
        _gradient = new("weightGradient", Plan.WeightLength);
    }

    private NetworkPlan Plan => _model.Plan;

    private IEnumerable<LayerPlan> Layers => Plan.Train.Layers;

    /// <summary>Runs the forward pass, as a new run; the gradients of outputs and final states are zero then.</summary>
    public void Forward(bool isTraining = true)
    {
        _isTraining = isTraining;
        foreach (ProgramRun tile in _tiles)
        {
            tile.Start();
        }

        RunPhases(Layers.Where(layer => layer.HasForward), layer => layer.ForwardPhases, "Train", (tile, method) => _tiles[tile].Run(method, _inputs, Tile(tile)));
        foreach (ProgramRun tile in _tiles)
        {
            Plan.Train.Outputs.ForEach(output => tile.Clear(output.Gradient!));
            foreach (StatePlan state in Layers.SelectMany(layer => layer.FinalStates))
            {
                tile.Clear(state.Gradient!);
            }
        }
    }

    /// <summary>Runs the backward pass.</summary>
    /// <param name="isOfLogits">True where the gradients of the output are those of the last activation's argument.</param>
    public void Backward(bool isOfLogits = false)
    {
        Memory packed = InterpretedModel.MemoryOf(Plan.Gradients);
        long length = (long)_tiles.Length * Plan.TileRows * Plan.LookupRowLength;
        Memory lookups = new("lookups", length);
        lookups.ForgetAll(0, length);
        RunPhases(Layers.Where(layer => layer.HasBackward).Reverse(), layer => layer.BackwardPhases, "Backward", (tile, method) => _tiles[tile].Run(
            method, _inputs, Tile(tile) with { GradientIsOfLogits = isOfLogits, LogitOutputs = isOfLogits ? ulong.MaxValue : 0, WantInputGradient = true }, (BufferKind.Gradient, packed), (BufferKind.Lookups, lookups)));
        _gradient.Fill(0, Plan.WeightLength, 0);
        _model.Unpack(packed, _gradient);
        Scatter(lookups);
    }

    /// <summary>The gradient of a weight.</summary>
    public double[] WeightGradient(string name)
    {
        WeightPlan weight = Plan.Weights.Single(weight => weight.Name == name);
        return [.. Enumerable.Range(weight.Offset, weight.Length).Select(i => _gradient[i])];
    }

    /// <summary>Reads a row of a tensor.</summary>
    public double[] Read(Tensor tensor, int row) => _tiles[row / Plan.TileRows].Read(tensor, row % Plan.TileRows);

    /// <summary>Writes a row of a tensor.</summary>
    public void Write(Tensor tensor, int row, double[] values) => _tiles[row / Plan.TileRows].Write(tensor, row % Plan.TileRows, values);

    private TrainingTile Tile(int tile) => new(tile * Plan.TileRows, _tiles.Length * Plan.TileRows, 0, _isTraining, false, false)
    {
        Rows = Math.Min(Plan.TileRows, _rows - tile * Plan.TileRows),
    };

    /// <summary>Runs the layers' methods; after each part that looks at the whole batch, its sums go to all tiles.</summary>
    private void RunPhases(IEnumerable<LayerPlan> layers, Func<LayerPlan, IReadOnlyList<BatchPhase>> phases, string name, Action<int, string> run)
    {
        foreach (LayerPlan layer in layers)
        {
            foreach (BatchPhase phase in phases(layer))
            {
                RunTiles(phase.Name + name);
                Sum(phase);
            }

            RunTiles(name);

            void RunTiles(string method)
            {
                for (int tile = 0; tile < _tiles.Length; tile++)
                {
                    run(tile, LayerMethod.NameOf(layer.Identifier, method));
                }
            }
        }
    }

    private void Sum(BatchPhase phase)
    {
        double[] sums = new double[phase.Sums.Stride];
        foreach (ProgramRun tile in _tiles)
        {
            sums = [.. sums.Zip(tile.Read(phase), (sum, value) => sum + value)];
        }

        foreach (ProgramRun tile in _tiles)
        {
            tile.Write(phase, sums);
        }
    }

    /// <summary>Adds the gradients of looked-up vectors to those of their tables.</summary>
    private void Scatter(Memory lookups)
    {
        foreach (LookupPlan lookup in Plan.Lookups)
        {
            long first = (long)lookup.Prefix * _tiles.Length * Plan.TileRows;
            for (int step = 0; step < _rows * lookup.Steps; step++)
            {
                long token = (long)_inputs.Tokens[step / lookup.Steps * lookup.Tokens.RowStride + lookup.Tokens.OffsetValue + step % lookup.Steps];
                for (int i = 0; i < lookup.Size; i++)
                {
                    _gradient[lookup.Weight.Offset + token * lookup.Size + i] += lookups[first + (long)step * lookup.Stride + i];
                }
            }
        }
    }
}
