public static void SimpleRnn1_EarlyStream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // h.U
                ref float hPrevious = ref Place.At(ref work, StreamBuffers.SimpleRnn1_Hidden);
                ref float earlySums = ref Place.At(ref work, StreamBuffers.SimpleRnn1_RecurrentSums);
                for (ulong p = 0; p < 4; p += 2)
                {
                    ref float b = ref Place.Row(ref packed, p, 16384, InferenceWeights.SimpleRnn1_Recurrent);
                    Vec c0a0 = Vec.Zero, c0a1 = Vec.Zero, c0a2 = Vec.Zero, c0a3 = Vec.Zero, c0b0 = Vec.Zero, c0b1 = Vec.Zero, c0b2 = Vec.Zero, c0b3 = Vec.Zero;
                    ulong w = 0;
                    for (ulong k = 0; k < 256; k++, w += 64)
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, k));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 16, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 32, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 48, c0a3);
                        c0b0 = F.MultiplyAdd(x0, ref b, w, 16384, c0b0);
                        c0b1 = F.MultiplyAdd(x0, ref b, w, 16400, c0b1);
                        c0b2 = F.MultiplyAdd(x0, ref b, w, 16416, c0b2);
                        c0b3 = F.MultiplyAdd(x0, ref b, w, 16432, c0b3);
                    }
                    F.Store(c0a0, c0a1, c0a2, c0a3, ref earlySums, p * 64, 0, 16);
                    F.Store(c0b0, c0b1, c0b2, c0b3, ref earlySums, p * 64, 64, 16);
                }
            }
