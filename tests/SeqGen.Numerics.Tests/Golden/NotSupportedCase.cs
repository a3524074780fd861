namespace SeqGen.Numerics.Tests.Golden;

/// <summary>A golden case asks for something that SeqGen does not have. The message is the reason, short enough to be counted.</summary>
internal sealed class NotSupportedCase(string reason) : Exception(reason);
