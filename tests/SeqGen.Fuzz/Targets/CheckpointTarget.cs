using SeqGen.Generator.Testing;

namespace SeqGen.Fuzz.Targets;

/// <summary>Checkpoints in safetensors, loaded into a small model.</summary>
internal sealed class CheckpointTarget : FuzzTarget
{
    private readonly SequenceModel _model;

    public CheckpointTarget()
        : base("safetensors", [], ["\"dtype\":", "\"F32\"", "\"F16\"", "\"BF16\"", "\"F64\"", "\"I32\"", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":", "[0,8]", "[]", "{\"a\":\"b\"}", "dense/kernel", "dense/bias"])
    {
        Type type = new GeneratorHarness(vectorBits: "128").SetFile("Model.seqnet", "model Model\nnamespace Test\nfeatures size=3\ndense 2\n").Run().Load().GetType("Test.Model", throwOnError: true)!;
        _model = (SequenceModel)Activator.CreateInstance(type, 1)!;
        string path = Path.GetTempFileName();
        _model.Save(path);
        Seeds = [File.ReadAllBytes(path)];
        File.Delete(path);
    }

    public override bool IsPackable => false;

    public override bool Take(byte[] input, string folder)
    {
        string path = Path.Combine(folder, "input.safetensors");
        File.WriteAllBytes(path, input);
        try
        {
            _model.Load(path);
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }
}
