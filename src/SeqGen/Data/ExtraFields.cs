namespace SeqGen.Data;

/// <summary>
/// How fields after the last column are treated; mostly they come from a text that holds the separator. Separators at the end of a record
/// with nothing between them are no fields.
/// </summary>
public enum ExtraFields
{
    /// <summary>An error that names the line.</summary>
    Refused,

    /// <summary>They and their separators belong to the last column.</summary>
    Joined,

    /// <summary>They are left out: the file has more columns than are needed.</summary>
    Ignored,
}
