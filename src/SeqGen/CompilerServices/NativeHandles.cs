namespace SeqGen.CompilerServices;

/// <summary>
/// Objects that a native program holds: a handle is the place of its object and how often that place was given away, so that a handle that was
/// destroyed, or never was one, is told from one that lives.
/// </summary>
/// <remarks>Handles are followed without a lock: places are only ever added, in a table that is replaced as a whole.</remarks>
internal static class NativeHandles
{
    /// <summary>The upper half of a handle, which is never negative, counts; the lower half is the place, from 1.</summary>
    private static readonly int HalfBits = nint.Size * 4;

    private static readonly Lock Changing = new();
    private static readonly Stack<int> Free = new();
    private static Place[] _places = [];

    /// <summary>Keeps an object until <see cref="Remove"/>.</summary>
    /// <returns>Its handle; never 0.</returns>
    public static nint Add(object target)
    {
        lock (Changing)
        {
            if (!Free.TryPop(out int index))
            {
                index = _places.Length;
                Volatile.Write(ref _places, [.. _places, new Place()]);
            }

            Place place = _places[index];
            place.Count = (place.Count + 1) & ((1 << (HalfBits - 2)) - 1);
            place.Target = target;
            return ((nint)place.Count << HalfBits) | (nint)(index + 1);
        }
    }

    /// <summary>The object of a handle; null for what is no handle, or no longer one.</summary>
    public static object? Find(nint handle) => PlaceOf(handle)?.Target;

    /// <summary>Lets go of an object.</summary>
    /// <returns>The object; null for what is no handle, or no longer one.</returns>
    public static object? Remove(nint handle)
    {
        lock (Changing)
        {
            if (PlaceOf(handle) is not { } place)
            {
                return null;
            }

            object? target = place.Target;
            place.Target = null;
            Free.Push((int)IndexOf(handle));
            return target;
        }
    }

    private static nint IndexOf(nint handle) => (handle & (((nint)1 << HalfBits) - 1)) - 1;

    private static Place? PlaceOf(nint handle)
    {
        Place[] places = _places;
        nint index = IndexOf(handle);
        if ((nuint)index >= (nuint)places.Length)
        {
            return null;
        }

        Place place = places[index];
        return place.Target is not null && (nint)place.Count == (handle >> HalfBits) ? place : null;
    }

    private sealed class Place
    {
        public object? Target { get; set; }

        public int Count { get; set; }
    }
}
