using SeqGen.CompilerServices;

namespace SeqGen.Tests.Models;

/// <summary>Handles of a native program: what is none, or no longer one, is never followed.</summary>
public class NativeHandlesTests
{
    [Fact]
    public void A_handle_finds_its_object_until_it_is_removed()
    {
        object first = new();
        object second = new();
        nint one = NativeHandles.Add(first);
        nint two = NativeHandles.Add(second);
        NativeHandles.Find(one).ShouldBeSameAs(first);
        NativeHandles.Find(two).ShouldBeSameAs(second);

        NativeHandles.Remove(one).ShouldBeSameAs(first);
        NativeHandles.Find(one).ShouldBeNull();
        NativeHandles.Remove(one).ShouldBeNull();

        // The place is given away again, the handle is not.
        nint three = NativeHandles.Add(first);
        three.ShouldNotBe(one);
        NativeHandles.Find(one).ShouldBeNull();
        NativeHandles.Find(three).ShouldBeSameAs(first);
        NativeHandles.Remove(two).ShouldBeSameAs(second);
        NativeHandles.Remove(three).ShouldBeSameAs(first);
    }

    [Fact]
    public void What_is_no_handle_finds_nothing()
    {
        nint handle = NativeHandles.Add(new object());
        foreach (nint garbage in new nint[] { 0, -1, 1, nint.MaxValue, nint.MinValue, handle + 1, -handle, handle ^ ((nint)1 << (nint.Size * 4)) })
        {
            NativeHandles.Find(garbage).ShouldBeNull();
            NativeHandles.Remove(garbage).ShouldBeNull();
        }

        NativeHandles.Remove(handle).ShouldNotBeNull();
    }

    [Fact]
    public void Threads_add_find_and_remove_at_once() => Parallel.For(0, 8, _ =>
    {
        for (int i = 0; i < 2000; i++)
        {
            object target = new();
            nint handle = NativeHandles.Add(target);
            NativeHandles.Find(handle).ShouldBeSameAs(target);
            NativeHandles.Remove(handle).ShouldBeSameAs(target);
            NativeHandles.Find(handle).ShouldBeNull();
        }
    });
}
