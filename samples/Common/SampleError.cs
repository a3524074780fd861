namespace SeqGen.Samples;

/// <summary>Something that the person at the keyboard can put right; the message says how. Ends the sample with exit code 1.</summary>
/// <param name="message">What is wrong, what was expected.</param>
public sealed class SampleError(string message) : Exception(message);
