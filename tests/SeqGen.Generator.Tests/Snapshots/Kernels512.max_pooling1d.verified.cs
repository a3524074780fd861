// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using Math = global::System.Math;
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
            Layers.MaxPooling1d_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
            Layers.MaxPooling1d_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer max_pooling1d: pooling needs the steps to come.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer max_pooling1d: pooling needs the steps to come.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.MaxPooling1d_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.MaxPooling1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Dense(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 5]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        ref float a = ref x;
                        ref float valuesRow = ref values;
                        {
                            const int m = 0;
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            Vec c6a0 = V.LoadUnsafe(ref bias);
                            Vec c7a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref a, k + 6));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref a, k + 9));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref a, k + 12));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref a, k + 15));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    Vec x6 = V.Create(Unsafe.Add(ref a, k + 18));
                                    c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                    Vec x7 = V.Create(Unsafe.Add(ref a, k + 21));
                                    c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref valuesRow);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref valuesRow, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref valuesRow, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref valuesRow, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref valuesRow, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref valuesRow, 80);
                            }
                            {
                                V.StoreUnsafe(c6a0, ref valuesRow, 96);
                            }
                            {
                                V.StoreUnsafe(c7a0, ref valuesRow, 112);
                            }
                            a = ref Unsafe.Add(ref a, 24);
                            valuesRow = ref Unsafe.Add(ref valuesRow, 128);
                        }
                        {
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref valuesRow);
                            }
                        }
                    }
                }
            }

            /// <summary>MaxPooling1D(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MaxPooling1d_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = max of window t: 5 of 4 steps
                {
                    const int row = 0;
                    for (int t = 0; t < 5; t++)
                    {
                        int first = Math.Max(t * 2 - 1, 0);
                        int count = Math.Min(t * 2 - 1 + 4, 9) - first;
                        ref float window = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 144 + first * 16);
                        ref float pooled = ref Unsafe.Add(ref work, OneBuffers.MaxPooling1d_Values + row * 80 + t * 16);
                        {
                            Vec result = V.LoadUnsafe(ref window);
                            for (int step = 1; step < count; step++)
                            {
                                result = V.Max(result, V.LoadUnsafe(ref window, (nuint)(step * 16)));
                            }
                            V.StoreUnsafe(result, ref pooled);
                        }
                    }
                }
            }

            /// <summary>Dense(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 5]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        ref float a = ref x;
                        ref float valuesRow = ref values;
                        for (int m = 0; m < 6; m++)
                        {
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref a, k + 6));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref a, k + 9));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref a, k + 12));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref a, k + 15));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref valuesRow);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref valuesRow, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref valuesRow, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref valuesRow, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref valuesRow, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref valuesRow, 80);
                            }
                            a = ref Unsafe.Add(ref a, 18);
                            valuesRow = ref Unsafe.Add(ref valuesRow, 96);
                        }
                    }
                }
            }

            /// <summary>MaxPooling1D(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MaxPooling1d_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = max of window t: 5 of 4 steps
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        int first = Math.Max(t * 2 - 1, 0);
                        int count = Math.Min(t * 2 - 1 + 4, 9) - first;
                        ref float window = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 144 + first * 16);
                        ref float pooled = ref Unsafe.Add(ref work, TileBuffers.MaxPooling1d_Values + row * 80 + t * 16);
                        {
                            Vec result = V.LoadUnsafe(ref window);
                            for (int step = 1; step < count; step++)
                            {
                                result = V.Max(result, V.LoadUnsafe(ref window, (nuint)(step * 16)));
                            }
                            V.StoreUnsafe(result, ref pooled);
                        }
                    }
                }
            }

            /// <summary>Dense(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 5]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Kernel);
                        ref float a = ref x;
                        ref float valuesRow = ref values;
                        for (int m = 0; m < 6; m++)
                        {
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref a, k + 6));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref a, k + 9));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref a, k + 12));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref a, k + 15));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref valuesRow);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref valuesRow, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref valuesRow, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref valuesRow, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref valuesRow, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref valuesRow, 80);
                            }
                            a = ref Unsafe.Add(ref a, 18);
                            valuesRow = ref Unsafe.Add(ref valuesRow, 96);
                        }
                    }
                }
            }

            /// <summary>Dense(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref inputs.Features;
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 36; m++, left += 3, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m1 = 0; m1 < 36; m1 += 32)
                    {
                        Vec sum0Part1 = Vec.Zero;
                        int mEnd1 = Math.Min(m1 + 32, 36);
                        for (int m = m1; m < mEnd1; m++, right += 16)
                        {
                            sum0Part1 += V.LoadUnsafe(ref sumsGradient, right);
                        }
                        sum0 += sum0Part1;
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 6; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                Vec c5a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref a, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                {
                                    V.StoreUnsafe(c5a0, ref targetRow, 80);
                                }
                                a = ref Unsafe.Add(ref a, 96);
                                targetRow = ref Unsafe.Add(ref targetRow, 96);
                            }
                        }
                    }
                }
            }

            /// <summary>MaxPooling1D(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MaxPooling1d_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y[t] = max of window t: 5 of 4 steps
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        int first = Math.Max(t * 2 - 1, 0);
                        int count = Math.Min(t * 2 - 1 + 4, 9) - first;
                        ref float window = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 144 + first * 16);
                        ref float pooled = ref Unsafe.Add(ref work, TrainBuffers.MaxPooling1d_Values + row * 80 + t * 16);
                        {
                            Vec result = V.LoadUnsafe(ref window);
                            for (int step = 1; step < count; step++)
                            {
                                result = V.Max(result, V.LoadUnsafe(ref window, (nuint)(step * 16)));
                            }
                            V.StoreUnsafe(result, ref pooled);
                        }
                    }
                }
            }

            /// <summary>MaxPooling1D(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void MaxPooling1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx of the first step that has the maximum += dy
                {
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient + row * 144), 144).Clear();
                    }
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 5; t++)
                        {
                            int first = Math.Max(t * 2 - 1, 0);
                            int count = Math.Min(t * 2 - 1 + 4, 9) - first;
                            ref float windowGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient + row * 144 + first * 16);
                            ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.MaxPooling1d_OutputGradient + row * 80 + t * 16);
                            ref float window = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 144 + first * 16);
                            ref float pooled = ref Unsafe.Add(ref work, TrainBuffers.MaxPooling1d_Values + row * 80 + t * 16);
                            {
                                Vec result = V.LoadUnsafe(ref pooled);
                                Vec given = V.LoadUnsafe(ref outputGradient);
                                Vec share = V.Create(1f);
                                for (int step = 0; step < count; step++)
                                {
                                    Vec candidate = V.LoadUnsafe(ref window, (nuint)(step * 16));
                                    Vec other = V.LessThan(candidate, result) | (V.Equals(candidate, candidate) & ~V.Equals(result, result));
                                    V.StoreUnsafe(V.FusedMultiplyAdd(given, V.ConditionalSelect(other, Vec.Zero, share), V.LoadUnsafe(ref windowGradient, (nuint)(step * 16))), ref windowGradient, (nuint)(step * 16));
                                    share = V.ConditionalSelect(other, share, Vec.Zero);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
