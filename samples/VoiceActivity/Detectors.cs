using SeqGen.Interop;

namespace SeqGen.Samples.VoiceActivity;

/// <summary>Hears a signal piece by piece, and says of each how likely it is speech.</summary>
internal abstract class Detector
{
    /// <summary>The rate that all detectors hear, in samples a second.</summary>
    public const int Rate = 16_000;

    /// <summary>Samples of a piece.</summary>
    public abstract int Samples { get; }

    /// <summary>The probability that the next piece is speech.</summary>
    public abstract float Hear(ReadOnlySpan<float> piece);

    /// <summary>Forgets what was heard.</summary>
    public abstract void Reset();
}

/// <summary>The sample's own network, as a stream.</summary>
internal sealed class OwnDetector(Voice model) : Detector
{
    private readonly SequenceStream _stream = new(model);

    public override int Samples => _stream.Model.Description.Inputs[0].Size;

    public override float Hear(ReadOnlySpan<float> piece) => _stream.Step(piece)[0];

    public override void Reset() => _stream.Reset();
}

/// <summary>Silero VAD at 16 kHz: calls of 512 new samples behind the last 64 of the call before; the state of its LSTM goes on from call to call.</summary>
internal sealed class SileroDetector : Detector
{
    private const int Context = 64;
    private const int New = 512;

    private readonly float[] _window = new float[Context + New];
    private readonly float[] _probability = new float[1];
    private readonly Predictor _predictor;

    /// <summary>Imports the model.</summary>
    /// <exception cref="ImportException">The file cannot be imported.</exception>
    /// <exception cref="InvalidDataException">It is another model.</exception>
    public SileroDetector(string path)
    {
        Imported = ModelImport.Read(path, new() { Length = Context + New });
        SequenceModel model = Imported.Compile();
        if (model.Description.Inputs is not [{ Size: 1, Kind: InputKind.Features }] || model.Description.Output.Length != 1 || !model.Description.Stateful)
        {
            throw new InvalidDataException($"'{path}' is no Silero VAD, which takes samples, gives one probability and carries its state from call to call.");
        }

        _predictor = model.CreatePredictor();
    }

    public ImportedModel Imported { get; }

    public override int Samples => New;

    public override float Hear(ReadOnlySpan<float> piece)
    {
        _window.AsSpan(New).CopyTo(_window);
        piece.CopyTo(_window.AsSpan(Context));
        _predictor.Predict(_window, _probability);
        return _probability[0];
    }

    public override void Reset()
    {
        Array.Clear(_window);
        _predictor.ResetStates();
    }
}
