namespace SeqGen.Tests.Models;

public class StreamTests
{
    [Fact]
    public void A_stream_carries_its_state_and_can_be_copied_saved_and_reset()
    {
        SequenceStream stream = new(new TestModel(new SumProgram(3)));
        stream.StepScalar([1f]).ShouldBe(1);
        stream.Step([2f])[0].ShouldBe(3);
        SequenceStream copy = stream.Copy();
        float[] saved = new float[stream.StateLength];
        stream.SaveState(saved);
        stream.StepScalar([4f]).ShouldBe(7);
        copy.StepScalar([5f]).ShouldBe(8);
        stream.LoadState(saved);
        stream.StepScalar([1f]).ShouldBe(4);
        stream.CopyFrom(copy);
        stream.StepScalar([1f]).ShouldBe(9);
        stream.Reset();
        stream.StepScalar([1f]).ShouldBe(1);
    }

    [Fact]
    public void Wrong_uses_are_explained()
    {
        SequenceStream stream = new(new TestModel(new SumProgram(3)));
        Should.Throw<InvalidOperationException>(() => stream.StepScalar(1)).Message.ShouldContain("takes 1 features, not a token");
        Should.Throw<ArgumentException>(() => stream.StepScalar([1f, 2f])).Message.ShouldContain("2 were given");
        Should.Throw<ArgumentException>(() => stream.LoadState(new float[2])).Message.ShouldContain("are 1 values");
        Should.Throw<NotSupportedException>(() => new SequenceStream(new TestModel(new BagProgram(3, 4, 5)))).Message
            .ShouldBe("Model BagModel cannot stream: global_average_pooling1d needs the whole sequence.");
    }
}
