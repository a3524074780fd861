// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
//
// Vec, V, F  vectors of this width, the framework's operations on them, and the library's: F.Load(ref a, i, n) begins at a[i + n]
// F.MultiplyAdd(x, ref a, i, n, c)  is x times the vector that begins at a[i + n], and c; F.ScaleAdd(ref a, i, n, x, c) is the one float a[i + n] times x, and c
// F.Add(x, ref a, i, n)  adds x to the vector there; with four vectors each lies as many floats after the one before as the last number says, as for F.Store
// Place      Place.At(ref a, i, n) is a[i + n], Place.Row(ref a, r, n, m) is a[r * n + m]
namespace SeqGen.Emitted.Of_Test_Model
{
    using Math = global::System.Math;
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using Place = global::SeqGen.CompilerServices.Place;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using F = global::SeqGen.CompilerServices.Floats512;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;
    using static global::SeqGen.Emitted.Functions512;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    internal sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Conv1d_One(ref weights, ref packed, ref work, inputs);
            Layers.Conv1d1_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Conv1d_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Conv1d1_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer conv1d_1: a conv1d streams with padding=causal and strides=1 only.
        public override void Step(ref float weights, ref float packed, ref float work, in ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer conv1d_1: a conv1d streams with padding=causal and strides=1 only.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Conv1d_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Conv1d1_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Conv1d1_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.Conv1d1_Kernel);
            Layers.Conv1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers.</summary>
        private static class Layers
        {
            /// <summary>Conv1D(5, 3, relu), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The steps between zeros, which nobody ever writes to.
                for (int step = 0; step < 9; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.Row(ref inputs.Features, step, 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, OneBuffers.Conv1d_Padded + 64 + step * 16), 3));
                }
                // y[t] = relu(window[t] . kernel + bias): 9 windows, [9] . [9 x 5]
                ref float x = ref Place.At(ref work, OneBuffers.Conv1d_Padded);
                ref float values = ref Place.At(ref work, OneBuffers.Conv1d_Values);
                ref float bias = ref Place.At(ref packed, InferenceWeights.Conv1d_Bias);
                ref float b = ref Place.At(ref packed, InferenceWeights.Conv1d_Kernel);
                Vec c0a0 = F.Load(ref bias);
                Vec c1a0 = F.Load(ref bias);
                Vec c2a0 = F.Load(ref bias);
                Vec c3a0 = F.Load(ref bias);
                Vec c4a0 = F.Load(ref bias);
                Vec c5a0 = F.Load(ref bias);
                Vec c6a0 = F.Load(ref bias);
                Vec c7a0 = F.Load(ref bias);
                Vec c8a0 = F.Load(ref bias);
                ulong w = 0;
                for (ulong j = 0; j < 96; j += 32)
                {
                    for (ulong k = j; k < j + 3; k++, w += 16)
                    {
                        Vec b00 = F.Load(ref b, w);
                        c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                        c1a0 = F.ScaleAdd(ref x, k, 16, b00, c1a0);
                        c2a0 = F.ScaleAdd(ref x, k, 32, b00, c2a0);
                        c3a0 = F.ScaleAdd(ref x, k, 48, b00, c3a0);
                        c4a0 = F.ScaleAdd(ref x, k, 64, b00, c4a0);
                        c5a0 = F.ScaleAdd(ref x, k, 80, b00, c5a0);
                        c6a0 = F.ScaleAdd(ref x, k, 96, b00, c6a0);
                        c7a0 = F.ScaleAdd(ref x, k, 112, b00, c7a0);
                        c8a0 = F.ScaleAdd(ref x, k, 128, b00, c8a0);
                    }
                }
                F.Store(Relu(c0a0), ref values);
                F.Store(Relu(c1a0), ref values, 16);
                F.Store(Relu(c2a0), ref values, 32);
                F.Store(Relu(c3a0), ref values, 48);
                F.Store(Relu(c4a0), ref values, 64);
                F.Store(Relu(c5a0), ref values, 80);
                F.Store(Relu(c6a0), ref values, 96);
                F.Store(Relu(c7a0), ref values, 112);
                F.Store(Relu(c8a0), ref values, 128);
            }

            /// <summary>Conv1D(4, 2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d1_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y[t] = linear(window[t] . kernel + bias): 4 windows, [10] . [10 x 4]
                ref float x = ref Place.At(ref work, OneBuffers.Conv1d_Values);
                ref float values = ref Place.At(ref work, OneBuffers.Conv1d1_Values);
                ref float bias = ref Place.At(ref packed, InferenceWeights.Conv1d1_Bias);
                ref float b = ref Place.At(ref packed, InferenceWeights.Conv1d1_Kernel);
                Vec c0a0 = F.Load(ref bias);
                Vec c0a0_1 = Vec.Zero;
                Vec c1a0 = F.Load(ref bias);
                Vec c1a0_1 = Vec.Zero;
                Vec c2a0 = F.Load(ref bias);
                Vec c2a0_1 = Vec.Zero;
                Vec c3a0 = F.Load(ref bias);
                Vec c3a0_1 = Vec.Zero;
                ulong w = 0;
                for (ulong j = 0; j < 32; j += 16)
                {
                    for (ulong k = j; k < j + 4; k += 2, w += 32)
                    {
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref x, k, 32, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref x, k, 64, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref x, k, 96, b00, c3a0);
                        }
                        {
                            Vec b00 = F.Load(ref b, w, 16);
                            c0a0_1 = F.ScaleAdd(ref x, k, 1, b00, c0a0_1);
                            c1a0_1 = F.ScaleAdd(ref x, k, 33, b00, c1a0_1);
                            c2a0_1 = F.ScaleAdd(ref x, k, 65, b00, c2a0_1);
                            c3a0_1 = F.ScaleAdd(ref x, k, 97, b00, c3a0_1);
                        }
                    }
                    {
                        Vec b00 = F.Load(ref b, w);
                        c0a0 = F.ScaleAdd(ref x, j, 4, b00, c0a0);
                        c1a0 = F.ScaleAdd(ref x, j, 36, b00, c1a0);
                        c2a0 = F.ScaleAdd(ref x, j, 68, b00, c2a0);
                        c3a0 = F.ScaleAdd(ref x, j, 100, b00, c3a0);
                    }
                    w += 16;
                }
                c0a0 += c0a0_1;
                c1a0 += c1a0_1;
                c2a0 += c2a0_1;
                c3a0 += c3a0_1;
                F.Store(c0a0, c1a0, c2a0, c3a0, ref values, 0, 0, 16);
            }

            /// <summary>Conv1D(5, 3, relu), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The steps between zeros, which nobody ever writes to.
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 9; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, row * 27 + step * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers.Conv1d_Padded + row * 208 + 64 + step * 16), 3));
                    }
                }
                // y[t] = relu(window[t] . kernel + bias): 9 windows, [9] . [9 x 5]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TileBuffers.Conv1d_Padded + row * 208);
                    ref float values = ref Place.At(ref work, TileBuffers.Conv1d_Values + row * 144);
                    ref float bias = ref Place.At(ref packed, InferenceWeights.Conv1d_Bias);
                    ref float b = ref Place.At(ref packed, InferenceWeights.Conv1d_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c1a0 = F.Load(ref bias);
                    Vec c2a0 = F.Load(ref bias);
                    Vec c3a0 = F.Load(ref bias);
                    Vec c4a0 = F.Load(ref bias);
                    Vec c5a0 = F.Load(ref bias);
                    Vec c6a0 = F.Load(ref bias);
                    Vec c7a0 = F.Load(ref bias);
                    Vec c8a0 = F.Load(ref bias);
                    ulong w = 0;
                    for (ulong j = 0; j < 96; j += 32)
                    {
                        for (ulong k = j; k < j + 3; k++, w += 16)
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref x, k, 16, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref x, k, 32, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref x, k, 48, b00, c3a0);
                            c4a0 = F.ScaleAdd(ref x, k, 64, b00, c4a0);
                            c5a0 = F.ScaleAdd(ref x, k, 80, b00, c5a0);
                            c6a0 = F.ScaleAdd(ref x, k, 96, b00, c6a0);
                            c7a0 = F.ScaleAdd(ref x, k, 112, b00, c7a0);
                            c8a0 = F.ScaleAdd(ref x, k, 128, b00, c8a0);
                        }
                    }
                    F.Store(Relu(c0a0), ref values);
                    F.Store(Relu(c1a0), ref values, 16);
                    F.Store(Relu(c2a0), ref values, 32);
                    F.Store(Relu(c3a0), ref values, 48);
                    F.Store(Relu(c4a0), ref values, 64);
                    F.Store(Relu(c5a0), ref values, 80);
                    F.Store(Relu(c6a0), ref values, 96);
                    F.Store(Relu(c7a0), ref values, 112);
                    F.Store(Relu(c8a0), ref values, 128);
                }
            }

            /// <summary>Conv1D(4, 2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d1_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y[t] = linear(window[t] . kernel + bias): 4 windows, [10] . [10 x 4]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TileBuffers.Conv1d_Values + row * 144);
                    ref float values = ref Place.At(ref work, TileBuffers.Conv1d1_Values + row * 64);
                    ref float bias = ref Place.At(ref packed, InferenceWeights.Conv1d1_Bias);
                    ref float b = ref Place.At(ref packed, InferenceWeights.Conv1d1_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c0a0_1 = Vec.Zero;
                    Vec c1a0 = F.Load(ref bias);
                    Vec c1a0_1 = Vec.Zero;
                    Vec c2a0 = F.Load(ref bias);
                    Vec c2a0_1 = Vec.Zero;
                    Vec c3a0 = F.Load(ref bias);
                    Vec c3a0_1 = Vec.Zero;
                    ulong w = 0;
                    for (ulong j = 0; j < 32; j += 16)
                    {
                        for (ulong k = j; k < j + 4; k += 2, w += 32)
                        {
                            {
                                Vec b00 = F.Load(ref b, w);
                                c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                                c1a0 = F.ScaleAdd(ref x, k, 32, b00, c1a0);
                                c2a0 = F.ScaleAdd(ref x, k, 64, b00, c2a0);
                                c3a0 = F.ScaleAdd(ref x, k, 96, b00, c3a0);
                            }
                            {
                                Vec b00 = F.Load(ref b, w, 16);
                                c0a0_1 = F.ScaleAdd(ref x, k, 1, b00, c0a0_1);
                                c1a0_1 = F.ScaleAdd(ref x, k, 33, b00, c1a0_1);
                                c2a0_1 = F.ScaleAdd(ref x, k, 65, b00, c2a0_1);
                                c3a0_1 = F.ScaleAdd(ref x, k, 97, b00, c3a0_1);
                            }
                        }
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref x, j, 4, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref x, j, 36, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref x, j, 68, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref x, j, 100, b00, c3a0);
                        }
                        w += 16;
                    }
                    c0a0 += c0a0_1;
                    c1a0 += c1a0_1;
                    c2a0 += c2a0_1;
                    c3a0 += c3a0_1;
                    F.Store(c0a0, c1a0, c2a0, c3a0, ref values, 0, 0, 16);
                }
            }

            /// <summary>Conv1D(5, 3, relu), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // The steps between zeros, which nobody ever writes to.
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 9; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, row * 27 + step * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Conv1d_Padded + row * 208 + 64 + step * 16), 3));
                    }
                }
                // y[t] = relu(window[t] . kernel + bias): 9 windows, [9] . [9 x 5]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Conv1d_Padded + row * 208);
                    ref float values = ref Place.At(ref work, TrainBuffers.Conv1d_Values + row * 144);
                    ref float bias = ref Place.At(ref packed, TrainingWeights.Conv1d_Bias);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Conv1d_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c1a0 = F.Load(ref bias);
                    Vec c2a0 = F.Load(ref bias);
                    Vec c3a0 = F.Load(ref bias);
                    Vec c4a0 = F.Load(ref bias);
                    Vec c5a0 = F.Load(ref bias);
                    Vec c6a0 = F.Load(ref bias);
                    Vec c7a0 = F.Load(ref bias);
                    Vec c8a0 = F.Load(ref bias);
                    ulong w = 0;
                    for (ulong j = 0; j < 96; j += 32)
                    {
                        for (ulong k = j; k < j + 3; k++, w += 16)
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref x, k, 16, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref x, k, 32, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref x, k, 48, b00, c3a0);
                            c4a0 = F.ScaleAdd(ref x, k, 64, b00, c4a0);
                            c5a0 = F.ScaleAdd(ref x, k, 80, b00, c5a0);
                            c6a0 = F.ScaleAdd(ref x, k, 96, b00, c6a0);
                            c7a0 = F.ScaleAdd(ref x, k, 112, b00, c7a0);
                            c8a0 = F.ScaleAdd(ref x, k, 128, b00, c8a0);
                        }
                    }
                    F.Store(Relu(c0a0), ref values);
                    F.Store(Relu(c1a0), ref values, 16);
                    F.Store(Relu(c2a0), ref values, 32);
                    F.Store(Relu(c3a0), ref values, 48);
                    F.Store(Relu(c4a0), ref values, 64);
                    F.Store(Relu(c5a0), ref values, 80);
                    F.Store(Relu(c6a0), ref values, 96);
                    F.Store(Relu(c7a0), ref values, 112);
                    F.Store(Relu(c8a0), ref values, 128);
                }
            }

            /// <summary>Conv1D(5, 3, relu), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Place.At(ref work, TrainBuffers.Conv1d_OutputGradient);
                ref float outputs = ref Place.At(ref work, TrainBuffers.Conv1d_Values);
                // dz = dy * a'(z)
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 9; step++)
                    {
                        ref float dz = ref Place.At(ref sumsGradient, row * 144 + step * 16);
                        ref float y = ref Place.At(ref outputs, row * 144 + step * 16);
                        Vec value = F.Load(ref y);
                        Vec slope = F.Load(ref dz);
                        F.Store(slope * V.ConditionalSelect(V.GreaterThan(value, Vec.Zero), F.Create(1f), value), ref dz);
                    }
                }
                // dkernel += window^T . dz, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Conv1d_Padded + row * 208);
                    ref float dz = ref Place.At(ref work, TrainBuffers.Conv1d_OutputGradient + row * 144);
                    ref float windows = ref x;
                    ref float sums = ref dz;
                    ref float g = ref Place.At(ref gradient, PackedGradient.Conv1d_Kernel);
                    ulong w = 0;
                    for (ulong j = 0; j < 96; j += 32)
                    {
                        {
                            ulong left = j, right = 0;
                            Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero;
                            for (int m = 0; m < 9; m++, left += 16, right += 16)
                            {
                                Vec d0 = F.Load(ref sums, right);
                                c0a0 = F.ScaleAdd(ref windows, left, 0, d0, c0a0);
                                c1a0 = F.ScaleAdd(ref windows, left, 1, d0, c1a0);
                                c2a0 = F.ScaleAdd(ref windows, left, 2, d0, c2a0);
                            }
                            F.Add(c0a0, ref g, w, 0);
                            F.Add(c1a0, ref g, w, 16);
                            F.Add(c2a0, ref g, w, 32);
                        }
                        w += 48;
                    }
                }
                ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Conv1d_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    ulong right = 0;
                    for (int m1 = 0; m1 < 36; m1 += 32)
                    {
                        Vec sum0Part1 = Vec.Zero;
                        int mEnd1 = Math.Min(m1 + 32, 36);
                        for (int m = m1; m < mEnd1; m++, right += 16)
                        {
                            sum0Part1 += F.Load(ref sumsGradient, right);
                        }
                        sum0 += sum0Part1;
                    }
                    F.Add(sum0, ref biasGradient, 0, 0);
                }
                if (tile.WantInputGradient)
                {
                    // dx of each step that a window saw += dz . kernel^T of that step
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Conv1d_PaddedGradient + row * 208), 208).Clear();
                    }
                    for (int row = 0; row < 4; row++)
                    {
                        ref float dz = ref Place.At(ref work, TrainBuffers.Conv1d_OutputGradient + row * 144);
                        ref float target = ref Place.At(ref work, TrainBuffers.Conv1d_PaddedGradient + row * 208);
                        for (int tap = 0; tap < 3; tap++)
                        {
                            ref float seen = ref Place.Row(ref target, tap, 32);
                            ref float b = ref Place.At(ref packed, TrainingWeights.Conv1d_KernelTransposed + tap * 80);
                            Vec c0a0 = F.Load(ref seen);
                            Vec c1a0 = F.Load(ref seen, 16);
                            Vec c2a0 = F.Load(ref seen, 32);
                            Vec c3a0 = F.Load(ref seen, 48);
                            Vec c4a0 = F.Load(ref seen, 64);
                            Vec c5a0 = F.Load(ref seen, 80);
                            Vec c6a0 = F.Load(ref seen, 96);
                            Vec c7a0 = F.Load(ref seen, 112);
                            Vec c8a0 = F.Load(ref seen, 128);
                            ulong w = 0;
                            for (ulong k = 0; k < 5; k++, w += 16)
                            {
                                Vec b00 = F.Load(ref b, w);
                                c0a0 = F.ScaleAdd(ref dz, k, 0, b00, c0a0);
                                c1a0 = F.ScaleAdd(ref dz, k, 16, b00, c1a0);
                                c2a0 = F.ScaleAdd(ref dz, k, 32, b00, c2a0);
                                c3a0 = F.ScaleAdd(ref dz, k, 48, b00, c3a0);
                                c4a0 = F.ScaleAdd(ref dz, k, 64, b00, c4a0);
                                c5a0 = F.ScaleAdd(ref dz, k, 80, b00, c5a0);
                                c6a0 = F.ScaleAdd(ref dz, k, 96, b00, c6a0);
                                c7a0 = F.ScaleAdd(ref dz, k, 112, b00, c7a0);
                                c8a0 = F.ScaleAdd(ref dz, k, 128, b00, c8a0);
                            }
                            F.Store(c0a0, c1a0, c2a0, c3a0, ref seen, 0, 0, 16);
                            F.Store(c4a0, c5a0, c6a0, c7a0, ref seen, 0, 64, 16);
                            F.Store(c8a0, ref seen, 128);
                        }
                    }
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, TrainBuffers.Conv1d_PaddedGradient + row * 208, 64), 144).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Features_InputGradient + row * 144), 144));
                    }
                }
            }

            /// <summary>Conv1D(4, 2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d1_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // y[t] = linear(window[t] . kernel + bias): 4 windows, [10] . [10 x 4]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Conv1d_Values + row * 144);
                    ref float values = ref Place.At(ref work, TrainBuffers.Conv1d1_Values + row * 64);
                    ref float bias = ref Place.At(ref packed, TrainingWeights.Conv1d1_Bias);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Conv1d1_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c0a0_1 = Vec.Zero;
                    Vec c1a0 = F.Load(ref bias);
                    Vec c1a0_1 = Vec.Zero;
                    Vec c2a0 = F.Load(ref bias);
                    Vec c2a0_1 = Vec.Zero;
                    Vec c3a0 = F.Load(ref bias);
                    Vec c3a0_1 = Vec.Zero;
                    ulong w = 0;
                    for (ulong j = 0; j < 32; j += 16)
                    {
                        for (ulong k = j; k < j + 4; k += 2, w += 32)
                        {
                            {
                                Vec b00 = F.Load(ref b, w);
                                c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                                c1a0 = F.ScaleAdd(ref x, k, 32, b00, c1a0);
                                c2a0 = F.ScaleAdd(ref x, k, 64, b00, c2a0);
                                c3a0 = F.ScaleAdd(ref x, k, 96, b00, c3a0);
                            }
                            {
                                Vec b00 = F.Load(ref b, w, 16);
                                c0a0_1 = F.ScaleAdd(ref x, k, 1, b00, c0a0_1);
                                c1a0_1 = F.ScaleAdd(ref x, k, 33, b00, c1a0_1);
                                c2a0_1 = F.ScaleAdd(ref x, k, 65, b00, c2a0_1);
                                c3a0_1 = F.ScaleAdd(ref x, k, 97, b00, c3a0_1);
                            }
                        }
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref x, j, 4, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref x, j, 36, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref x, j, 68, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref x, j, 100, b00, c3a0);
                        }
                        w += 16;
                    }
                    c0a0 += c0a0_1;
                    c1a0 += c1a0_1;
                    c2a0 += c2a0_1;
                    c3a0 += c3a0_1;
                    F.Store(c0a0, c1a0, c2a0, c3a0, ref values, 0, 0, 16);
                }
            }

            /// <summary>Conv1D(4, 2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d1_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Place.At(ref work, TrainBuffers.Conv1d1_OutputGradient);
                // dkernel += window^T . dz, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Conv1d_Values + row * 144);
                    ref float dz = ref Place.At(ref work, TrainBuffers.Conv1d1_OutputGradient + row * 64);
                    ref float windows = ref x;
                    ref float sums = ref dz;
                    ref float g = ref Place.At(ref gradient, PackedGradient.Conv1d1_Kernel);
                    ulong w = 0;
                    for (ulong j = 0; j < 32; j += 16)
                    {
                        {
                            ulong left = j, right = 0;
                            Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero, c3a0 = Vec.Zero, c4a0 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 32, right += 16)
                            {
                                Vec d0 = F.Load(ref sums, right);
                                c0a0 = F.ScaleAdd(ref windows, left, 0, d0, c0a0);
                                c1a0 = F.ScaleAdd(ref windows, left, 1, d0, c1a0);
                                c2a0 = F.ScaleAdd(ref windows, left, 2, d0, c2a0);
                                c3a0 = F.ScaleAdd(ref windows, left, 3, d0, c3a0);
                                c4a0 = F.ScaleAdd(ref windows, left, 4, d0, c4a0);
                            }
                            F.Add(c0a0, c1a0, c2a0, c3a0, ref g, w, 0, 16);
                            F.Add(c4a0, ref g, w, 64);
                        }
                        w += 80;
                    }
                }
                ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Conv1d1_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    ulong right = 0;
                    for (int m = 0; m < 16; m++, right += 16)
                    {
                        sum0 += F.Load(ref sumsGradient, right);
                    }
                    F.Add(sum0, ref biasGradient, 0, 0);
                }
                // dx of each step that a window saw += dz . kernel^T of that step
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Conv1d_OutputGradient + row * 144), 144).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    ref float dz = ref Place.At(ref work, TrainBuffers.Conv1d1_OutputGradient + row * 64);
                    ref float target = ref Place.At(ref work, TrainBuffers.Conv1d_OutputGradient + row * 144);
                    for (int tap = 0; tap < 2; tap++)
                    {
                        ref float seen = ref Place.Row(ref target, tap, 16);
                        ref float b = ref Place.At(ref packed, TrainingWeights.Conv1d1_KernelTransposed + tap * 64);
                        Vec c0a0 = F.Load(ref seen);
                        Vec c1a0 = F.Load(ref seen, 32);
                        Vec c2a0 = F.Load(ref seen, 64);
                        Vec c3a0 = F.Load(ref seen, 96);
                        ulong w = 0;
                        for (ulong k = 0; k < 4; k++, w += 16)
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref dz, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref dz, k, 16, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref dz, k, 32, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref dz, k, 48, b00, c3a0);
                        }
                        F.Store(c0a0, c1a0, c2a0, c3a0, ref seen, 0, 0, 32);
                    }
                }
            }
        }
    }
}
