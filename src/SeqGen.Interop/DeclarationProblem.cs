namespace SeqGen.Interop;

/// <summary>Something that the compiler says of a declaration.</summary>
/// <param name="Id">The diagnostic, such as SEQ002; generators/DIAGNOSTICS.md lists them.</param>
/// <param name="IsError">True for an error, false for a warning.</param>
/// <param name="Line">The line, from 0.</param>
/// <param name="Column">The first character in the line, from 0.</param>
/// <param name="Length">How many characters it is about; at least 1.</param>
/// <param name="Message">What is wrong, and what to do.</param>
public sealed record DeclarationProblem(string Id, bool IsError, int Line, int Column, int Length, string Message);
